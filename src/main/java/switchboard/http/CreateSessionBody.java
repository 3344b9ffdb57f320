package switchboard.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionName;
import switchboard.protocol.UserId;

/** The body of {@code POST /api/sessions} as it was sent, and the rule for what it may be. */
record CreateSessionBody(Given name, Given instructorId, Given studentIds) {
    static final JsonBody<CreateSessionBody> KIND =
            new JsonBody<>(CreateSessionBody.class, "{\"name\": …, \"instructor_id\": …, \"student_ids\": […]}");

    /** What is said of it. */
    sealed interface Outcome {}

    /** @param studentIds without duplicates, in the order of their first occurrence */
    record Good(SessionName name, UserId instructor, List<UserId> studentIds) implements Outcome {
        Good {
            studentIds = List.copyOf(studentIds);
        }
    }

    record Bad(Refused refused) implements Outcome {}

    /** Good, or the first member that is wrong. */
    Outcome judge(int maxStudents) {
        if (!(name instanceof Given.Text text) || !SessionName.isValid(text.value())) {
            return bad(Refusal.INVALID_NAME, "name: " + name.shown(), "a string of " + SessionName.ALLOWED);
        }
        if (!(instructorId instanceof Given.Text instructor) || !UserId.isValid(instructor.value())) {
            return bad(
                    Refusal.INVALID_INSTRUCTOR_ID,
                    "instructor_id: " + instructorId.shown(),
                    "a string of " + UserId.ALLOWED);
        }
        if (!(studentIds instanceof Given.Items list) || list.elements().isEmpty()) {
            return badStudents(studentIds instanceof Given.Text ? "a string" : studentIds.shown());
        }
        Set<UserId> students = new LinkedHashSet<>();
        for (int index = 0; index < list.elements().size(); index++) {
            Given element = list.elements().get(index);
            if (!(element instanceof Given.Text id) || !UserId.isValid(id.value())) {
                return badStudents(element.shown() + " at index " + index);
            }
            students.add(new UserId(id.value()));
        }
        if (students.size() > maxStudents) {
            return bad(
                    Refusal.TOO_MANY_STUDENTS,
                    "student_ids: " + students.size() + " different ids",
                    "at most " + maxStudents);
        }
        return new Good(new SessionName(text.value()), new UserId(instructor.value()), List.copyOf(students));
    }

    private static Bad badStudents(String found) {
        return bad(
                Refusal.INVALID_STUDENT_IDS,
                "student_ids: " + found,
                "a list of at least one string of " + UserId.ALLOWED);
    }

    private static Bad bad(Refusal refusal, String found, String allowed) {
        return new Bad(refusal.because(found + " (allowed: " + allowed + ")"));
    }
}
