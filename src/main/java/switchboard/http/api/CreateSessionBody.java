package switchboard.http.api;

import java.util.List;
import switchboard.http.body.JsonBody;
import switchboard.http.body.JsonIdList;
import switchboard.http.body.JsonMember;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;

/** The body of {@code POST /api/sessions} as it was sent, and the rule for what it may be. */
record CreateSessionBody(JsonMember name, JsonMember instructorId, JsonIdList studentIds) {
    /** How it is read where a session may have so many students. */
    static JsonBody<CreateSessionBody> ofAtMost(int students) {
        return new JsonBody<>(
                ProtocolJson.withAttribute(JsonIdList.AT_MOST, students),
                CreateSessionBody.class,
                "{\"name\": …, \"instructor_id\": …, \"student_ids\": […]}");
    }

    /** Whether a session may be created by it. */
    sealed interface Outcome {}

    /** @param studentIds without duplicates, in the order of their first occurrence */
    record Good(SessionName name, UserId instructor, List<UserId> studentIds) implements Outcome {
        Good {
            studentIds = List.copyOf(studentIds);
        }
    }

    record Bad(Refused refused) implements Outcome {}

    /** Good, or the first member that is wrong. @param maxStudents as it was read with */
    Outcome judge(int maxStudents) {
        if (!(name instanceof JsonMember.Text text) || !SessionName.isValid(text.value())) {
            return bad(Refusal.INVALID_NAME, "name: " + name.shown(), "a string of " + SessionName.ALLOWED);
        }
        if (!(instructorId instanceof JsonMember.Text instructor) || !UserId.isValid(instructor.value())) {
            return bad(
                    Refusal.INVALID_INSTRUCTOR_ID,
                    "instructor_id: " + instructorId.shown(),
                    "a string of " + UserId.ALLOWED);
        }
        if (studentIds instanceof JsonIdList.Wrong wrong) {
            return bad(
                    Refusal.INVALID_STUDENT_IDS,
                    "student_ids: " + wrong.found(),
                    "a list of at least one string of " + UserId.ALLOWED);
        }
        if (studentIds instanceof JsonIdList.TooMany) {
            return bad(
                    Refusal.TOO_MANY_STUDENTS,
                    "student_ids: more than " + maxStudents + " different ids",
                    "at most " + maxStudents);
        }
        JsonIdList.Good good = (JsonIdList.Good) studentIds;
        return new Good(new SessionName(text.value()), new UserId(instructor.value()), good.ids());
    }

    private static Bad bad(Refusal refusal, String found, String allowed) {
        return new Bad(refusal.because(found + " (allowed: " + allowed + ")"));
    }
}
