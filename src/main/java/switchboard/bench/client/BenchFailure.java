package switchboard.bench.client;

import java.nio.charset.StandardCharsets;

/** The run cannot go on, and that is the server's or the machine's doing: the run counts as failed. */
public class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int EXCERPT_BYTES = 300;

    public BenchFailure(String message) {
        super(message);
    }

    public BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** The beginning of what the server sent, for the message. */
    public static String excerpt(byte[] buffer, int from, int to) {
        return new String(buffer, from, Math.min(to - from, EXCERPT_BYTES), StandardCharsets.UTF_8);
    }
}
