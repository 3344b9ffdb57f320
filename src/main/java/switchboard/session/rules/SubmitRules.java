package switchboard.session.rules;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.IncomingFrame.ContentRead;
import switchboard.protocol.frames.IncomingFrame.Readable;
import switchboard.protocol.frames.IncomingFrame.Unreadable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * Whether a frame may become a message of a session. The checks stand in the order of protocol.md, section 5, because
 * the first that fails is the one that is answered.
 */
final class SubmitRules {

    /** What the rules make of a frame. */
    sealed interface Verdict {}

    record Allowed(Draft draft) implements Verdict {}

    record Denied(Refused refused) implements Verdict {}

    private final Enrolment enrolment;

    SubmitRules(Enrolment enrolment) {
        this.enrolment = enrolment;
    }

    Verdict judge(Role sender, IncomingFrame frame) {
        if (frame instanceof Unreadable unreadable) {
            return new Denied(unreadable.refused());
        }
        Readable readable = (Readable) frame;
        MessageType type = readable.type();
        if (type.sender() != sender) {
            return denied(
                    Refusal.NOT_PERMITTED,
                    "type " + type.wire() + " may be sent by role "
                            + type.sender().wire() + " only; yours is " + sender.wire());
        }
        String context = readable.context();
        if (context != null && !Context.isValid(context)) {
            return denied(Refusal.INVALID_CONTEXT, "context is not valid (allowed: " + Context.ALLOWED + ")");
        }
        Refused recipientProblem = type.needsRecipient() ? recipientProblem(readable.toUser()) : null;
        if (recipientProblem != null) {
            return new Denied(recipientProblem);
        }
        if (readable.content() instanceof ContentRead.Bad bad) {
            return new Denied(bad.refused());
        }
        return new Allowed(new Draft(
                type,
                context == null ? Context.GENERAL : new Context(context),
                type.needsRecipient() && readable.toUser() != null ? new UserId(readable.toUser()) : null,
                ((ContentRead.Good) readable.content()).content()));
    }

    private @Nullable Refused recipientProblem(@Nullable String toUser) {
        if (toUser == null || toUser.isEmpty()) {
            return Refusal.MISSING_RECIPIENT.because("to_user is missing: this type is for one student of the session");
        }
        if (!UserId.isValid(toUser)) {
            return Refusal.INVALID_RECIPIENT.because("to_user is not valid (allowed: " + UserId.ALLOWED + ")");
        }
        if (!enrolment.contains(new UserId(toUser))) {
            return Refusal.RECIPIENT_NOT_IN_SESSION.because(
                    "to_user " + toUser + " is not a student of this session (allowed: one of its student_ids)");
        }
        return null;
    }

    private static Verdict denied(Refusal refusal, String message) {
        return new Denied(refusal.because(message));
    }
}
