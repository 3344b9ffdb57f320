package switchboard.store.rules;

import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.store.RosterChange;

/** What a client hears whose change of a session's people breaks a rule. */
final class RosterRefusals {
    private RosterRefusals() {}

    /** @param result any but {@link RosterChange.Changed} */
    static Refused of(RosterChange change, RosterChange.Result result) {
        if (result == RosterChange.TooManyStudents.INSTANCE && change instanceof RosterChange.Add add) {
            return Refusal.TOO_MANY_STUDENTS.because(
                    "the session would have more students than it may (allowed: at most " + add.maxStudents()
                            + "); nobody was added");
        } else if (result == RosterChange.NobodyLeft.INSTANCE) {
            return Refusal.LAST_STUDENT.because(
                    "the last student of a session cannot be removed (allowed: at least one stays); end the session"
                            + " instead, or add another one first");
        } else if (result == RosterChange.NotInList.INSTANCE && change instanceof RosterChange.Remove remove) {
            return Refusal.STUDENT_NOT_FOUND.because(
                    "user " + remove.student() + " is not in the student_ids of this session");
        }
        throw new IllegalStateException(change + " cannot end in " + result);
    }
}
