package switchboard.connection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.FrameWriter;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.session.Session;

/** What a client is told about what became of one of its frames. */
final class AnswerNotice {
    private AnswerNotice() {}

    /** The frame that says so; null where nothing is said, since all went as it should. */
    static byte @Nullable [] of(Session.Answer answer, Instant now) {
        if (answer instanceof Session.NotAccepted notAccepted) {
            return error(notAccepted.refused(), now);
        } else if (answer instanceof Session.Flooding flooding) {
            return error(flooding.refused(), now);
        } else if (answer instanceof Session.Accepted accepted && accepted.offline() != null) {
            return error(
                    Refusal.RECIPIENT_OFFLINE
                            .because(accepted.offline() + " is not connected; the message is kept until they join")
                            .with("to_user", accepted.offline().value())
                            .with("message_id", accepted.id().toString()),
                    now);
        }
        return null;
    }

    private static byte[] error(Refused refused, Instant now) {
        return FrameWriter.messageError(refused, now);
    }
}
