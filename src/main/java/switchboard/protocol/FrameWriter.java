package switchboard.protocol;

import java.time.Instant;
import java.util.Map;

/**
 * Writes the server's text frames (protocol.md, sections 5 and 6): the payload in UTF-8, a new array for each call.
 * Thread-safe.
 */
public final class FrameWriter {
    private FrameWriter() {}

    /** The frame that carries a message: the same bytes for every recipient and both versions. */
    public static EncodedMessage message(Message message) {
        return new EncodedMessage(message.seq(), MessageEncoder.encode(message));
    }

    /**
     * (v2) The first frame.
     *
     * @param rateLimit messages that this user may send in {@code rateWindowSeconds}
     */
    public static byte[] welcome(
            SessionInfo session,
            UserId user,
            Role role,
            String connectionId,
            long headSeq,
            int rateLimit,
            int rateWindowSeconds,
            Instant now) {
        return SystemFrame.write("welcome", "Connected", now, content -> {
            content.writeStringField("protocol", ProtocolVersion.V2_SUBPROTOCOL);
            content.writeFieldName("session");
            SessionJson.write(content, session);
            content.writeStringField("user_id", user.value());
            content.writeStringField("role", role.wire());
            content.writeStringField("connection_id", connectionId);
            content.writeNumberField("head_seq", headSeq);
            content.writeObjectFieldStart("limits");
            content.writeNumberField("messages", rateLimit);
            content.writeNumberField("window_seconds", rateWindowSeconds);
            content.writeNumberField("content_bytes", Content.MAX_BYTES);
            content.writeEndObject();
        });
    }

    /**
     * All that the user may see up to {@code headSeq} was sent.
     *
     * @param count messages replayed on this connection
     */
    public static byte[] historyComplete(long count, long headSeq, Instant now) {
        return SystemFrame.write("history_complete", "All earlier messages were sent", now, content -> {
            content.writeNumberField("count", count);
            content.writeNumberField("head_seq", headSeq);
        });
    }

    /** (v1) The replay came to nothing; what is new follows. */
    public static byte[] historyUnavailable(Instant now) {
        return SystemFrame.write(
                "history_unavailable",
                "Earlier messages cannot be read now; new ones follow. Connect again to get the earlier ones",
                now,
                content -> {});
    }

    /** {@code message_error}: {@code error} repeats {@code message}, then {@code code} and the refusal's details. */
    public static byte[] messageError(Refused refused, Instant now) {
        return SystemFrame.write("message_error", refused.message(), now, content -> {
            content.writeStringField("error", refused.message());
            content.writeStringField("code", refused.refusal().code());
            for (Map.Entry<String, Object> detail : refused.details().entrySet()) {
                content.writeObjectField(detail.getKey(), detail.getValue());
            }
        });
    }

    /** The session was ended by an instructor. */
    public static byte[] sessionEnded(Instant now) {
        return end(CloseReason.SESSION_ENDED, "Session ended by instructor", "session_ended", now);
    }

    /** A newer connection of the same user took over. */
    public static byte[] replaced(Instant now) {
        return end(CloseReason.REPLACED, "Connection replaced by new instance", "replaced", now);
    }

    private static byte[] end(CloseReason cause, String reason, String code, Instant now) {
        return SystemFrame.write("session_ended", cause.message(), now, content -> {
            content.writeStringField("reason", reason);
            content.writeStringField("code", code);
        });
    }

    /**
     * The connection is about to be closed.
     *
     * @param reason one that has a {@linkplain CloseReason#closingCode() closing code}
     * @param retryAfterMs the longest time that the client should wait before it comes back
     * @throws IllegalArgumentException for a reason without a closing code
     */
    public static byte[] closing(CloseReason reason, long retryAfterMs, Instant now) {
        String code = reason.closingCode()
                .orElseThrow(() -> new IllegalArgumentException(reason + " is not announced by a closing frame"));
        return SystemFrame.write("closing", reason.message(), now, content -> {
            content.writeStringField("code", code);
            content.writeBooleanField("reconnect", reason.reconnect());
            content.writeNumberField("retry_after_ms", retryAfterMs);
        });
    }
}
