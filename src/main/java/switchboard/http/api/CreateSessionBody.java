package switchboard.http.api;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import switchboard.http.body.JsonBody;
import switchboard.http.body.JsonIdList;
import switchboard.http.body.JsonMember;
import switchboard.http.body.JsonNames;
import switchboard.http.body.ListProblems;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;

/** The body of {@code POST /api/sessions} as it was sent, and the rule for what it may be. */
record CreateSessionBody(JsonMember name, JsonMember instructorId, JsonIdList studentIds, JsonNames names) {
    private static final String IDS_ALLOWED = "a list of at least one string of " + UserId.ALLOWED;
    private static final String NAMES_ALLOWED =
            "an object, the id of a student or the instructor to a string of " + DisplayName.ALLOWED;

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
    record Good(SessionName name, UserId instructor, List<UserId> studentIds, Map<UserId, DisplayName> names)
            implements Outcome {
        Good {
            studentIds = List.copyOf(studentIds);
            names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
        }
    }

    record Bad(Refused refused) implements Outcome {}

    /**
     * Good, or the first member that is wrong: of the lists all that is wrong with both.
     *
     * @param maxStudents as it was read with
     */
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
        if (studentIds instanceof JsonIdList.NoList instead) {
            return bad(Refusal.INVALID_STUDENT_IDS, "student_ids: " + instead.found(), IDS_ALLOWED);
        }
        if (studentIds instanceof JsonIdList.WrongIds wrong) {
            ListProblems all = new ListProblems();
            all.addAll(wrong.problems());
            if (names instanceof JsonNames.Wrong wrongNames) {
                all.addAll(wrongNames.problems());
            }
            return new Bad(all.refused(
                    Refusal.INVALID_STUDENT_IDS, "student_ids: " + wrong.first() + " (allowed: " + IDS_ALLOWED + ")"));
        }
        if (studentIds instanceof JsonIdList.TooMany) {
            return bad(
                    Refusal.TOO_MANY_STUDENTS,
                    "student_ids: more than " + maxStudents + " different ids",
                    "at most " + maxStudents);
        }
        List<UserId> students = ((JsonIdList.Good) studentIds).ids();
        return judgeNames(new SessionName(text.value()), new UserId(instructor.value()), students);
    }

    private Outcome judgeNames(SessionName sessionName, UserId instructor, List<UserId> students) {
        if (names instanceof JsonNames.NoObject instead) {
            return bad(Refusal.INVALID_NAMES, "names: " + instead.found(), NAMES_ALLOWED);
        }
        if (names instanceof JsonNames.Wrong wrong) {
            return new Bad(badNames(wrong.problems()));
        }
        Map<UserId, DisplayName> given = ((JsonNames.Good) names).names();
        ListProblems nobodys = ofNobody(given, instructor, students);
        return nobodys.isEmpty() ? new Good(sessionName, instructor, students, given) : new Bad(badNames(nobodys));
    }

    private static ListProblems ofNobody(Map<UserId, DisplayName> given, UserId instructor, List<UserId> students) {
        ListProblems problems = new ListProblems();
        Set<UserId> known = new HashSet<>(students);
        known.add(instructor);
        int index = 0;
        for (UserId user : given.keySet()) {
            if (!known.contains(user)) {
                problems.add(
                        "names", index, user.value(), "nobody of this session (allowed: a student or the instructor)");
            }
            index++;
        }
        return problems;
    }

    private static Refused badNames(ListProblems problems) {
        return problems.refused(Refusal.INVALID_NAMES, "names: some are wrong (allowed: " + NAMES_ALLOWED + ")");
    }

    private static Bad bad(Refusal refusal, String found, String allowed) {
        return new Bad(refusal.because(found + " (allowed: " + allowed + ")"));
    }
}
