package switchboard.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Descriptors that are held so that they can be given back: once the process has none left, a class or a library of the
 * JVM that is needed for the first time cannot be loaded, and that ends the process. For one thread.
 */
final class SpareFiles {
    private static final int COUNT = 32;

    private final Deque<SocketChannel> held = new ArrayDeque<>();

    /** Takes all of them, or none; whether there is one more besides. */
    boolean take() {
        try {
            while (held.size() < COUNT) {
                held.push(SocketChannel.open());
            }
            SocketChannel.open().close();
            return true;
        } catch (IOException noneLeft) {
            giveBack();
            return false;
        }
    }

    /** Lets others have them. */
    void giveBack() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (IOException e) {
                throw new UncheckedIOException("a socket that was never used cannot be closed", e);
            }
        }
    }
}
