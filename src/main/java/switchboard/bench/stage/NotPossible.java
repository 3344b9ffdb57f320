package switchboard.bench.stage;

/** A scenario that this server or this machine does not allow: it is skipped, and the report says why. */
public final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotPossible(String message) {
        super(message);
    }
}
