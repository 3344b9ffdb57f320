package switchboard.net.sockets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Holds some descriptors in reserve. Where the process has no descriptor left, the JVM cannot load a class or a library
 * that is needed for the first time, and that ends the process; then these are given back. For one thread.
 */
final class SpareFiles {
    private static final int COUNT = 32;

    private final Deque<SocketChannel> held = new ArrayDeque<>();

    /** Takes all of them, or none. Returns whether there is one more descriptor besides. */
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

    /** Lets the rest of the process have them. */
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
