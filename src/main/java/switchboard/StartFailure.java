package switchboard;

/**
 * The server cannot start or go on for a reason outside itself: a port that is taken, a folder that cannot be written,
 * a database of a newer version. The message is one sentence for the operator; no stack trace is shown.
 */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public StartFailure(String sentence) {
        super(sentence);
    }

    public StartFailure(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
