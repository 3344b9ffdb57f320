package switchboard.bench;

/** The run cannot go on, and that is the server's or the machine's doing: the run counts as failed. */
class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BenchFailure(String message) {
        super(message);
    }

    BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
