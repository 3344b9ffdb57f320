package switchboard.http.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;

/**
 * Counts the requests that have come whole and whose clients have not taken the answer: a server that stops waits for
 * these. Thread-safe.
 */
public final class OpenRequests {
    /** Of one connection, which has one open request at most. */
    final class OfConnection {
        private final AtomicBoolean open = new AtomicBoolean();

        /** A request has come whole. */
        void begin() {
            if (!open.getAndSet(true)) {
                begun();
            }
        }

        /** The client has taken the answer, or is gone. Does nothing where no request is open. */
        void end() {
            if (open.getAndSet(false)) {
                ended();
            }
        }
    }

    private final CompletableFuture<Done> none = new CompletableFuture<>();
    private int open;
    private boolean last;

    /** For the requests of one more connection. */
    OfConnection ofConnection() {
        return new OfConnection();
    }

    private synchronized void begun() {
        open++;
    }

    private void ended() {
        boolean over;
        synchronized (this) {
            open--;
            over = last && open == 0;
        }
        if (over) {
            none.complete(Done.getInstance());
        }
    }

    /** Completes as soon as no request is open, from this call on. To be called once. */
    public CompletionStage<Done> none() {
        boolean over;
        synchronized (this) {
            last = true;
            over = open == 0;
        }
        if (over) {
            none.complete(Done.getInstance());
        }
        return none;
    }
}
