package switchboard.store;

import org.jspecify.annotations.Nullable;

/**
 * The database could not do what was asked. The message is one sentence for operators: what is wrong, with which file,
 * and where it helps what to do. Clients are told no more than its {@link Trouble}.
 */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String forOperators;
    private final Trouble trouble;
    private final boolean indeterminate;

    public StoreException(Trouble trouble, String forOperators) {
        this(trouble, false, forOperators, null);
    }

    public StoreException(Trouble trouble, String forOperators, Throwable cause) {
        this(trouble, false, forOperators, cause);
    }

    private StoreException(Trouble trouble, boolean indeterminate, String forOperators, @Nullable Throwable cause) {
        super(forOperators, cause);
        this.forOperators = forOperators;
        this.trouble = trouble;
        this.indeterminate = indeterminate;
    }

    /** The message, which is never absent: for the log, and for whoever starts the server. */
    public String forOperators() {
        return forOperators;
    }

    /** What anybody may know of it. */
    public Trouble trouble() {
        return trouble;
    }

    /** Whether it stays until somebody acts. */
    public boolean broken() {
        return !trouble.passing();
    }

    /** Whether the transaction may have been committed in truth: the trouble came when its commit was under way. */
    public boolean indeterminate() {
        return indeterminate;
    }

    /** The same trouble, met when the commit was under way. */
    public StoreException whileCommitting() {
        return indeterminate ? this : new StoreException(trouble, true, forOperators, getCause());
    }
}
