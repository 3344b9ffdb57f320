package switchboard.protocol;

import java.time.Instant;

/** Writes the server's text frames (protocol.md, sections 5 and 6). Pure and thread-safe. */
public final class FrameWriter {
    private FrameWriter() {}

    /** The frame that carries a message: the same bytes for every recipient and both versions. */
    public static EncodedMessage message(Message message) {
        throw new AssertionError("being written");
    }

    /** (v2) The first frame. */
    public static byte[] welcome(
            SessionInfo session,
            UserId user,
            Role role,
            String connectionId,
            long headSeq,
            int rateLimit,
            int rateWindowSeconds,
            Instant now) {
        throw new AssertionError("being written");
    }

    /** @param count messages replayed on this connection */
    public static byte[] historyComplete(long count, long headSeq, Instant now) {
        throw new AssertionError("being written");
    }

    public static byte[] historyUnavailable(Instant now) {
        throw new AssertionError("being written");
    }

    /** {@code message_error}: {@code error} repeats {@code message}, then {@code code} and the refusal's details. */
    public static byte[] messageError(Refused refused, Instant now) {
        throw new AssertionError("being written");
    }

    /** The session was ended by an instructor. */
    public static byte[] sessionEnded(Instant now) {
        throw new AssertionError("being written");
    }

    /** A newer connection of the same user took over. */
    public static byte[] replaced(Instant now) {
        throw new AssertionError("being written");
    }

    /**
     * The connection is about to be closed.
     *
     * @param reason one that has a {@linkplain CloseReason#closingCode() closing code}
     * @param retryAfterMs the longest time that the client should wait before it comes back
     */
    public static byte[] closing(CloseReason reason, long retryAfterMs, Instant now) {
        throw new AssertionError("being written");
    }
}
