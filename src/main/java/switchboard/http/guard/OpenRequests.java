package switchboard.http.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/**
 * How many requests have come whole whose clients have not taken the answer: what a server that stops waits for.
 * Thread-safe.
 */
public final class OpenRequests {
    private final CompletableFuture<Done> none = new CompletableFuture<>();
    private int open;
    private boolean last;

    public synchronized void begin() {
        open++;
    }

    public void end() {
        boolean over;
        synchronized (this) {
            open--;
            over = last && open == 0;
        }
        if (over) {
            none.complete(Done.getInstance());
        }
    }

    /** Completes as soon as there are none from now on. */
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
