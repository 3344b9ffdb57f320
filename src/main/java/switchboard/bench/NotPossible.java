package switchboard.bench;

/** A scenario that this server or this machine does not allow: it is skipped, and the report says why. */
final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPossible(String message) {
        super(message);
    }
}
