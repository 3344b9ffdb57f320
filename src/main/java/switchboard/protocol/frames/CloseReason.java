package switchboard.protocol.frames;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.ProtocolVersion;

/**
 * Everything that makes the server close a WebSocket, each once (protocol.md, section 7).
 *
 * <p>The close code tells a client what to do: 1000, 4001 and 4403 stop, 1012, 1013, 4008, 4408 and 1011 come back
 * (unless the closing frame says not to), 4029 wait, 1009 do not send that again.
 */
public enum CloseReason {
    SESSION_ENDED(1000, null, false, "The session was ended"),
    REPLACED(4001, null, false, "The same user connected again"),
    REMOVED(4403, null, false, "The student was removed from the list"),
    TOKEN_EXPIRED(4401, "token_expired", true, "The token has expired: come back with a new one"),
    TOKEN_REVOKED(4401, "token_revoked", true, "The token is void: its device was signed out, or another has the name"),
    SHUTDOWN(1012, "shutdown", true, "The server is shutting down"),
    TOO_SLOW(4008, "too_slow", true, "This connection reads too slowly"),
    /** All that waits for clients took too much memory, and of the address with most of it this one had most. */
    TOO_MUCH_UNREAD(4008, "too_slow", true, "Too much waits for this connection, and others need the room"),
    FLOODING(4029, "flooding", true, "Far more messages than the limit allows"),
    /** Of slots, or of memory for messages that are not whole: whoever holds most gives way to others. */
    FULL(1013, "full", true, "The server is full, and others go first"),
    FRAME_TOO_LARGE(1009, "frame_too_large", true, "The message is larger than the server reads"),
    MESSAGE_TOO_SLOW(4408, "message_too_slow", true, "A message did not come whole in time"),
    INTERNAL_ERROR(1011, "internal_error", true, "Something went wrong in the server"),
    /** Coming back at once would end the same way, for as long as nobody has repaired the database. */
    HISTORY_DAMAGED(1011, "internal_error", false, "The history of this class is damaged and cannot be read"),
    /** A text frame that is not UTF-8: announced by nothing but its code. */
    INVALID_UTF8(1007, null, false, "A text message was not valid UTF-8"),
    /** A breach of RFC 6455: announced by nothing but its code. */
    PROTOCOL_ERROR(1002, null, false, "The rules of the WebSocket protocol were broken");

    private final int closeCode;
    private final @Nullable String closingCode;
    private final boolean reconnect;
    private final String message;

    CloseReason(int closeCode, @Nullable String closingCode, boolean reconnect, String message) {
        this.closeCode = closeCode;
        this.closingCode = closingCode;
        this.reconnect = reconnect;
        this.message = message;
    }

    /** The status code of the close frame. */
    public int closeCode() {
        return closeCode;
    }

    /** The same for clients of this version: those of version 1 know of a removal as an end. */
    public int closeCode(ProtocolVersion version) {
        return this == REMOVED && version == ProtocolVersion.V1 ? SESSION_ENDED.closeCode : closeCode;
    }

    /**
     * The {@code code} of the {@code closing} frame that precedes the close; empty where another frame or none does.
     */
    public Optional<String> closingCode() {
        return Optional.ofNullable(closingCode);
    }

    /** What the {@code closing} frame tells the client about coming back. */
    public boolean reconnect() {
        return reconnect;
    }

    /** What it means, for people; without the limit that was met, which a setting says. */
    public String message() {
        return message;
    }
}
