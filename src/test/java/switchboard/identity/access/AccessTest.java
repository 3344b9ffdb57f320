package switchboard.identity.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.identity.tokens.Identity;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;

/** Every action by everybody: nobody's, one's own, somebody else's, another session's. */
class AccessTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final UserId ANN = new UserId("ann");
    private static final UserId BOB = new UserId("bob");
    private static final UserId EVE = new UserId("eve");
    private static final UserId IDA = new UserId("ida");

    private static final SessionInfo ALGEBRA = new SessionInfo(
            SessionId.next(),
            new SessionName("algebra"),
            IDA,
            List.of(ANN, BOB),
            Map.of(
                    ANN, new DisplayName("Ann A."),
                    BOB, new DisplayName("Bob B."),
                    IDA, new DisplayName("Ida I.")),
            NOW,
            null);

    private static Asker known(UserId user, Role role, Optional<SessionId> only) {
        return new Asker.Known(new Identity(user, role, only, Optional.empty(), Optional.empty(), NOW, NOW));
    }

    private static Asker asker(String name) {
        return switch (name) {
            case "anybody" -> Asker.Anybody.INSTANCE;
            case "nobody" -> Asker.Nobody.INSTANCE;
            case "student" -> known(ANN, Role.STUDENT, Optional.empty());
            case "other student" -> known(EVE, Role.STUDENT, Optional.empty());
            case "instructor" -> known(IDA, Role.INSTRUCTOR, Optional.empty());
            case "student of it alone" -> known(ANN, Role.STUDENT, Optional.of(ALGEBRA.id()));
            case "instructor of it alone" -> known(IDA, Role.INSTRUCTOR, Optional.of(ALGEBRA.id()));
            case "student of another" -> known(ANN, Role.STUDENT, Optional.of(SessionId.next()));
            case "instructor of another" -> known(IDA, Role.INSTRUCTOR, Optional.of(SessionId.next()));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String said(Optional<Refused> refused) {
        return refused.map(Refused::refusal)
                .map(Refusal::status)
                .map(String::valueOf)
                .orElse("yes");
    }

    /** As the calls ask: before they know more of the session than its id, and once they know it. */
    private static String decided(Asker asker, Action action) {
        boolean ofNone = action != Action.SEE_SESSION && action != Action.CHANGE_SESSION && action != Action.TAKE_PART;
        Optional<Refused> refused =
                Access.refusal(asker, action, ofNone ? Optional.empty() : Optional.of(ALGEBRA.id()));
        return said(refused.or(() -> action == Action.SEE_SESSION || action == Action.TAKE_PART
                ? Access.refusal(asker, ALGEBRA)
                : Optional.empty()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                //                  ask as anybody | list | create | see | change | teachers | sign out | take part
                "anybody                | yes | yes | yes | yes | yes | yes | yes | yes",
                "nobody                 | yes | 401 | 401 | 401 | 401 | 401 | 401 | 401",
                "student                | yes | yes | 403 | yes | 403 | 403 | yes | yes",
                "other student          | yes | yes | 403 | 403 | 403 | 403 | yes | 403",
                "instructor             | yes | yes | yes | yes | yes | yes | yes | yes",
                "student of it alone    | yes | yes | 403 | yes | 403 | 403 | yes | yes",
                "instructor of it alone | yes | yes | 403 | yes | yes | 403 | yes | yes",
                "student of another     | yes | yes | 403 | 403 | 403 | 403 | yes | 403",
                "instructor of another  | yes | yes | 403 | 403 | 403 | 403 | yes | 403",
            })
    void whoMayWhat(
            String asker,
            String any,
            String list,
            String create,
            String see,
            String change,
            String teachers,
            String signOut,
            String part) {
        List<String> decided = Arrays.stream(Action.values())
                .map(action -> decided(asker(asker), action))
                .toList();
        assertThat(decided).containsExactly(any, list, create, see, change, teachers, signOut, part);
    }

    @ParameterizedTest(name = "{0} as {1}, {2}")
    @CsvSource({
        "anybody, eve, INSTRUCTOR, yes",
        "student, ann, STUDENT, yes",
        "student, bob, STUDENT, 403",
        "student, ann, INSTRUCTOR, 403",
        "instructor, ida, INSTRUCTOR, yes",
        "instructor, ida, STUDENT, 403",
        "instructor, ann, INSTRUCTOR, 403",
    })
    void nobodyActsAsSomebodyElse(String asker, String user, Role role, String expected) {
        assertThat(said(Access.refusal(asker(asker), new UserId(user), role))).isEqualTo(expected);
    }

    @Test
    void aListShowsStudentsTheirOwnSessions() {
        assertThat(Access.studentOf(asker("student"))).isEqualTo(ANN);
        assertThat(Access.studentOf(asker("instructor"))).isNull();
        assertThat(Access.studentOf(asker("anybody"))).isNull();
        assertThat(Access.onlySessionOf(asker("instructor of it alone"))).isEqualTo(ALGEBRA.id());
        assertThat(Access.onlySessionOf(asker("instructor"))).isNull();
        assertThat(Access.onlySessionOf(asker("anybody"))).isNull();
    }

    @Test
    void aStudentSeesThemselvesAndInstructors() {
        SessionInfo seen = Access.view(asker("student"), ALGEBRA);
        assertThat(seen.studentIds()).containsExactly(ANN);
        assertThat(seen.names().keySet()).containsExactlyInAnyOrder(ANN, IDA);
        assertThat(seen.id()).isEqualTo(ALGEBRA.id());
        assertThat(Access.view(asker("instructor"), ALGEBRA)).isEqualTo(ALGEBRA);
        assertThat(Access.view(asker("anybody"), ALGEBRA)).isEqualTo(ALGEBRA);
    }

    @Test
    void aRefusalSaysWhatIsNeeded() {
        assertThat(Access.refusal(asker("nobody"), Action.LIST_SESSIONS, Optional.empty())
                        .orElseThrow()
                        .message())
                .contains("Authorization: Bearer");
        assertThat(Access.refusal(asker("student"), Action.CHANGE_SESSION, Optional.of(ALGEBRA.id()))
                        .orElseThrow()
                        .message())
                .isEqualTo("only instructors may do this");
    }
}
