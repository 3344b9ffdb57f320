package switchboard.connection;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.FrameWriter;

/** The last frame before the server closes a connection: why, and when the client should come back. */
final class CloseNotice {
    /** How long clients are told to wait at most before they come back, where the cause is theirs alone. */
    private static final long RETRY_AFTER_MS = 1_000;

    /** Whoever has just given way would find no slot. */
    private static final long FULL_FOR_MS = 30_000;

    private CloseNotice() {}

    /** Null where nothing but the close code tells the reason. */
    static byte @Nullable [] of(CloseReason reason, Connection.Dependencies dependencies) {
        return reason.closingCode().isEmpty()
                ? null
                : FrameWriter.closing(
                        reason,
                        reason.message() + limitMet(reason, dependencies),
                        retryAfterMs(reason, dependencies),
                        dependencies.clock().instant());
    }

    /** The limit that its client has met, so that nobody has to guess what the settings of this server are. */
    private static String limitMet(CloseReason reason, Connection.Dependencies dependencies) {
        ConnectionSettings settings = dependencies.settings();
        return switch (reason) {
            case FRAME_TOO_LARGE -> " (allowed: " + settings.maxMessage() + " bytes, all its fragments together)";
            case MESSAGE_TOO_SLOW ->
                " (allowed: " + settings.messageWithin().toMillis() + " ms from its first byte to its last)";
            case TOO_SLOW ->
                " (allowed: " + settings.slowTimeout().toMillis()
                        + " ms in which nothing of what was written is taken)";
            default -> "";
        };
    }

    private static long retryAfterMs(CloseReason reason, Connection.Dependencies dependencies) {
        return switch (reason) {
            case FULL -> FULL_FOR_MS;
            case FLOODING -> dependencies.rates().window().toMillis();
            case SHUTDOWN -> dependencies.reconnectWithin().toMillis();
            default -> RETRY_AFTER_MS;
        };
    }
}
