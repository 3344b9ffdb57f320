package switchboard.http.guard;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Whether the client of a connection has ended its side or is gone, and who is told of that: one listener at a time,
 * told once at most. Thread-safe.
 *
 * <p>A field for the one listener rather than a future: a connection lives long, and what was once hung on a future
 * would be kept as long as the connection.
 */
final class Disconnect {
    private final AtomicReference<@Nullable Runnable> listener = new AtomicReference<>();
    private volatile boolean happened;

    boolean hasHappened() {
        return happened;
    }

    /** The client has ended its side, or is gone. */
    void happens() {
        happened = true;
        tell();
    }

    /** @param action run once it happens, at once if it has; by any thread, so it must not block */
    void listen(Runnable action) {
        listener.set(action);
        if (happened) {
            tell();
        }
    }

    void forgetListener() {
        listener.set(null);
    }

    /** Of two threads that come here only one gets the action. */
    private void tell() {
        Runnable action = listener.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }
}
