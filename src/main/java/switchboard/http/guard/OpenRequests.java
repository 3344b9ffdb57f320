package switchboard.http.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * Counts the requests that have come whole and whose clients have not taken the answer: a server that stops waits for
 * these. Thread-safe.
 */
public final class OpenRequests {
    /** Of one connection, which has one open request at most. */
    final class OfConnection {
        private boolean open;
        private boolean closed;

        /** A request has come whole. */
        void begin() {
            synchronized (OpenRequests.this) {
                if (!open && !closed) {
                    open = true;
                    count++;
                }
            }
        }

        /** The client has taken the answer, or is gone. Does nothing where no request is open. */
        void end() {
            boolean over = false;
            synchronized (OpenRequests.this) {
                if (open) {
                    open = false;
                    count--;
                    over = last && count == 0;
                }
            }
            if (over) {
                none.complete(Done.getInstance());
            }
        }

        /** The connection is gone, and with it what was open; none of its requests counts from now on. */
        void close() {
            synchronized (OpenRequests.this) {
                closed = true;
            }
            end();
        }
    }

    private final CompletableFuture<Done> none = new CompletableFuture<>();
    private int count;
    private boolean last;

    /** For the requests of one more connection. */
    OfConnection ofConnection() {
        return new OfConnection();
    }

    /** Completes as soon as no request is open, from this call on. To be called once. */
    public CompletionStage<Done> none() {
        boolean over;
        synchronized (this) {
            last = true;
            over = count == 0;
        }
        if (over) {
            none.complete(Done.getInstance());
        }
        return none;
    }
}
