package switchboard.store;

import org.jspecify.annotations.Nullable;

/**
 * The database could not do what was asked. The message is one sentence for people: what is wrong, with which file, and
 * where it helps what to do.
 */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What can be hoped for. */
    public enum Kind {
        /** May pass by itself: no room, an I/O error, a lock that somebody else holds. */
        RETRYABLE,
        /** Stays until somebody acts: read-only, corrupt, not a database, deleted or replaced. */
        BROKEN
    }

    private final String sentence;
    private final Kind kind;
    private final boolean ambiguous;

    public StoreException(Kind kind, boolean ambiguous, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.sentence = message;
        this.kind = kind;
        this.ambiguous = ambiguous;
    }

    public static StoreException retryable(String message, Throwable cause) {
        return new StoreException(Kind.RETRYABLE, false, message, cause);
    }

    public static StoreException retryable(String message) {
        return new StoreException(Kind.RETRYABLE, false, message, null);
    }

    public static StoreException broken(String message, Throwable cause) {
        return new StoreException(Kind.BROKEN, false, message, cause);
    }

    public static StoreException broken(String message) {
        return new StoreException(Kind.BROKEN, false, message, null);
    }

    /** The message, which is never absent. */
    public String sentence() {
        return sentence;
    }

    public Kind kind() {
        return kind;
    }

    public boolean broken() {
        return kind == Kind.BROKEN;
    }

    /** Whether the transaction may have been committed in truth: the trouble came when its commit was under way. */
    public boolean ambiguous() {
        return ambiguous;
    }

    /** The same trouble, met when the commit was under way. */
    public StoreException whileCommitting() {
        return ambiguous ? this : new StoreException(kind, true, sentence, getCause());
    }
}
