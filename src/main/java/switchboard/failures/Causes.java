package switchboard.failures;

import java.util.concurrent.CompletionException;

/** Reads what a {@link java.util.concurrent.CompletionStage} failed with. Pure and thread-safe. */
public final class Causes {
    private Causes() {}

    /**
     * The failure as it was thrown. A stage that depends on the one that failed hands it on inside a
     * {@link CompletionException}; the failed one itself does not.
     */
    public static Throwable of(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
