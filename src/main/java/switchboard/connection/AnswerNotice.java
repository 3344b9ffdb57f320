package switchboard.connection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.UserId;
import switchboard.session.api.SessionEvent;

/** What a client is told about what became of one of its frames. */
final class AnswerNotice {
    private AnswerNotice() {}

    /**
     * The frames that say so: none where all went as it should and nobody asked for a receipt.
     *
     * @param ref what the client called its frame: it then gets a receipt
     */
    static List<byte[]> of(SessionEvent.Answer answer, @Nullable Ref ref, ProtocolVersion version, Instant now) {
        if (answer instanceof SessionEvent.NotAccepted notAccepted) {
            return List.of(FrameWriter.messageError(notAccepted.refused(), ref, now));
        } else if (answer instanceof SessionEvent.Flooding flooding) {
            return List.of(FrameWriter.messageError(flooding.refused(), ref, now));
        } else if (answer instanceof SessionEvent.Accepted accepted) {
            return ofAccepted(accepted, ref, version, now);
        }
        throw new IllegalArgumentException("not an answer that is known: " + answer);
    }

    private static List<byte[]> ofAccepted(
            SessionEvent.Accepted accepted, @Nullable Ref ref, ProtocolVersion version, Instant now) {
        UserId offline = accepted.offline();
        if (ref == null && offline == null) {
            return List.of();
        }
        Message message = accepted.message();
        List<byte[]> notices = new ArrayList<>(2);
        if (ref != null) {
            notices.add(FrameWriter.messageAccepted(
                    ref,
                    message.id(),
                    message.seq(),
                    message.timestamp(),
                    accepted.recipients(),
                    accepted.duplicate(),
                    now));
        }
        if (offline != null) {
            notices.add(
                    version == ProtocolVersion.V2
                            ? FrameWriter.recipientOffline(offline, message.id(), ref, now)
                            : offlineInVersion1(offline, message.id(), now));
        }
        return notices;
    }

    /** Version 1 knows no other notice than an error. */
    private static byte[] offlineInVersion1(UserId offline, MessageId message, Instant now) {
        return FrameWriter.messageError(
                Refusal.RECIPIENT_OFFLINE
                        .because(offline + " is not connected; the message is kept until they join")
                        .with("to_user", offline.value())
                        .with("message_id", message.toString()),
                null,
                now);
    }
}
