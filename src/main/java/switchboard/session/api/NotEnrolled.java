package switchboard.session.api;

import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.UserId;

/** What a student hears, whatever was asked, who is not in the list of a session, or not any more. */
public final class NotEnrolled {
    private NotEnrolled() {}

    /** The refusal for this user. */
    public static Refused refused(UserId user) {
        return Refusal.NOT_ENROLLED.because("user " + user + " is not in the student_ids of this session");
    }
}
