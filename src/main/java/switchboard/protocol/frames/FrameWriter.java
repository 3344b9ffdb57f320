package switchboard.protocol.frames;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.Timestamps;
import switchboard.protocol.values.UserId;

/**
 * Writes the server's text frames (protocol.md, sections 5 and 6): the payload in UTF-8, a new array for each call, or
 * in pieces where it holds what many frames do. Thread-safe.
 */
public final class FrameWriter {
    private FrameWriter() {}

    /**
     * The frame that carries a message, without its {@code ref}: the same bytes for every recipient and both versions.
     */
    public static EncodedMessage message(Message message) {
        return new EncodedMessage(message.seq(), MessageEncoder.encode(message));
    }

    /**
     * (v2) The first frame.
     *
     * @param session the session object
     * @param rateLimit messages that this user may send in {@code rateWindowSeconds}
     * @param participants for instructors; null for a student
     */
    public static JsonPieces welcome(
            JsonPieces session,
            UserId user,
            Role role,
            String connectionId,
            long headSeq,
            int rateLimit,
            int rateWindowSeconds,
            @Nullable JsonPieces participants,
            @Nullable Instant tokenExpiresAt,
            Instant now) {
        return SystemFrame.writeSharing("welcome", "Connected", now, (content, sharing) -> {
            content.writeStringField("protocol", ProtocolVersion.V2_SUBPROTOCOL);
            sharing.write("session", session);
            content.writeStringField("user_id", user.value());
            content.writeStringField("role", role.wire());
            content.writeStringField("connection_id", connectionId);
            content.writeNumberField("head_seq", headSeq);
            content.writeObjectFieldStart("limits");
            content.writeNumberField("messages", rateLimit);
            content.writeNumberField("window_seconds", rateWindowSeconds);
            content.writeNumberField("content_bytes", Content.MAX_BYTES);
            content.writeEndObject();
            if (participants != null) {
                sharing.write("participants", participants);
            }
            if (tokenExpiresAt != null) {
                content.writeStringField("token_expires_at", Timestamps.format(tokenExpiresAt));
            }
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

    /** In the place of messages that cannot be read any more, from {@code firstSeq} to {@code lastSeq}. */
    public static byte[] messagesDamaged(long firstSeq, long lastSeq, Instant now) {
        return SystemFrame.write(
                "messages_damaged",
                "What was said here cannot be read any more: the database is damaged",
                now,
                content -> {
                    content.writeNumberField("first_seq", firstSeq);
                    content.writeNumberField("last_seq", lastSeq);
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

    /**
     * {@code message_error}: {@code error} repeats {@code message}, then {@code code} and the refusal's details.
     *
     * @param ref of the frame that was refused, if it had one
     */
    public static byte[] messageError(Refused refused, @Nullable Ref ref, Instant now) {
        return SystemFrame.write("message_error", refused.message(), now, content -> {
            content.writeStringField("error", refused.message());
            content.writeStringField("code", refused.refusal().code());
            for (Map.Entry<String, Object> detail : refused.details().entrySet()) {
                content.writeObjectField(detail.getKey(), detail.getValue());
            }
            writeRef(content, ref);
        });
    }

    /**
     * (v2) A frame with a {@code ref} is in the log.
     *
     * @param recipients connections that get it, the sender's not counted
     * @param duplicate whether it was there before: what was sent now is not stored
     */
    public static byte[] messageAccepted(
            Ref ref, MessageId id, long seq, Instant timestamp, int recipients, boolean duplicate, Instant now) {
        return ReceiptEncoder.encode(ref, id, seq, timestamp, recipients, duplicate, now);
    }

    /**
     * (v2) The student that a message is for is not connected.
     *
     * @param ref of the message, if it has one
     */
    public static byte[] recipientOffline(UserId to, MessageId message, @Nullable Ref ref, Instant now) {
        return SystemFrame.write(
                "recipient_offline", to + " is not connected; the message is kept until they join", now, content -> {
                    content.writeStringField("to_user", to.value());
                    content.writeStringField("message_id", message.toString());
                    writeRef(content, ref);
                });
    }

    /** (v2) To instructors: a user is there who was not. */
    public static byte[] userJoined(UserId user, Role role, @Nullable DisplayName name, Instant now) {
        return presence("user_joined", user + " joined", user, role, name, now);
    }

    /** (v2) To instructors: a user is not there any more. */
    public static byte[] userLeft(UserId user, Role role, @Nullable DisplayName name, Instant now) {
        return presence("user_left", user + " left", user, role, name, now);
    }

    /** (v2) To instructors: a newer connection of a user took over from one that was alive. */
    public static byte[] userReplaced(UserId user, Role role, Instant now) {
        return presence("user_replaced", user + " connected again from elsewhere", user, role, null, now);
    }

    /** (v2) To instructors: a device asks for a name that another one has; both show this number. */
    public static byte[] joinRequested(String request, UserId user, int number, Instant now) {
        return SystemFrame.write("join_requested", "Another device asks for the name " + user, now, content -> {
            content.writeStringField("request", request);
            content.writeStringField("user_id", user.value());
            content.writeNumberField("number", number);
        });
    }

    /** @param name null where none is known */
    private static byte[] presence(
            String event, String message, UserId user, Role role, @Nullable DisplayName name, Instant now) {
        return SystemFrame.write(event, message, now, content -> {
            content.writeStringField("user_id", user.value());
            content.writeStringField("role", role.wire());
            if (name != null) {
                content.writeStringField("name", name.value());
            }
        });
    }

    /** (v2) The people of the session were changed. @param session the session object */
    public static JsonPieces sessionChanged(JsonPieces session, Instant now) {
        return SystemFrame.writeSharing(
                "session_changed",
                "The list of the class was changed",
                now,
                (content, sharing) -> sharing.write("session", session));
    }

    /** (v2) To instructors: who belongs to the session and who is there; replaces what the client knew. */
    public static JsonPieces participants(JsonPieces participants, Instant now) {
        return SystemFrame.writeSharing(
                "participants", "Who is here", now, (content, sharing) -> sharing.write("participants", participants));
    }

    private static void writeRef(JsonGenerator content, @Nullable Ref ref) throws IOException {
        if (ref != null) {
            content.writeStringField("ref", ref.value());
        }
    }

    /** The session was ended by an instructor. */
    public static byte[] sessionEnded(Instant now) {
        return end(CloseReason.SESSION_ENDED, "Session ended by instructor", "session_ended", now);
    }

    /** A newer connection of the same user took over. */
    public static byte[] replaced(Instant now) {
        return end(CloseReason.REPLACED, "Connection replaced by new instance", "replaced", now);
    }

    /** The user was taken out of the list of students. */
    public static byte[] removed(Instant now) {
        return end(CloseReason.REMOVED, "Removed by instructor", "removed", now);
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
     * @param message for people: the reason's own, or one that says more
     * @param retryAfterMs the longest time that the client should wait before it comes back
     * @throws IllegalArgumentException for a reason without a closing code
     */
    public static byte[] closing(CloseReason reason, String message, long retryAfterMs, Instant now) {
        String code = reason.closingCode()
                .orElseThrow(() -> new IllegalArgumentException(reason + " is not announced by a closing frame"));
        return SystemFrame.write("closing", message, now, content -> {
            content.writeStringField("code", code);
            content.writeBooleanField("reconnect", reason.reconnect());
            content.writeNumberField("retry_after_ms", retryAfterMs);
        });
    }
}
