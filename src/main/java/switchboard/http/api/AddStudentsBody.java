package switchboard.http.api;

import switchboard.http.body.JsonBody;
import switchboard.http.body.JsonIdList;
import switchboard.http.body.JsonStudents;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;
import switchboard.store.RosterChange;

/** The body of {@code POST /api/sessions/{id}/students} as it was sent, and the rule for what it may be. */
record AddStudentsBody(JsonStudents students) {
    private static final String ALLOWED = "a list of at least one {\"user_id\", \"name\"}: user_id a string of "
            + UserId.ALLOWED + "; name, which may be left out, a string of " + DisplayName.ALLOWED;

    /** How it is read where a session may have so many students. */
    static JsonBody<AddStudentsBody> ofAtMost(int students) {
        return new JsonBody<>(
                ProtocolJson.withAttribute(JsonIdList.AT_MOST, students),
                AddStudentsBody.class,
                "{\"students\": [{\"user_id\": …, \"name\": …}]}");
    }

    /** Whether students may be added by it. */
    sealed interface Outcome {}

    record Good(RosterChange.Add change) implements Outcome {}

    record Bad(Refused refused) implements Outcome {}

    /** Good, or all that is wrong. @param maxStudents as it was read with */
    Outcome judge(int maxStudents) {
        if (students instanceof JsonStudents.Good good) {
            return new Good(new RosterChange.Add(good.ids(), good.names(), maxStudents));
        }
        if (students instanceof JsonStudents.NoList instead) {
            return new Bad(
                    Refusal.INVALID_STUDENTS.because("students: " + instead.found() + " (allowed: " + ALLOWED + ")"));
        }
        if (students instanceof JsonStudents.Wrong wrong) {
            return new Bad(wrong.problems()
                    .refused(Refusal.INVALID_STUDENTS, "students: some are wrong (allowed: " + ALLOWED + ")"));
        }
        return new Bad(Refusal.TOO_MANY_STUDENTS.because(
                "students: more than " + maxStudents + " different ids (allowed: at most " + maxStudents + ")"));
    }
}
