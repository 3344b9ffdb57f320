package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/**
 * Section 5: each of the six types, by both roles, to oneself, another or nobody, in both versions: who gets it live,
 * and who by replay.
 */
class RoutingTest {
    private static final Set<String> BY_STUDENTS = Set.of("instructor_inbox", "request_response", "analytics");
    private static final Set<String> DIRECT = Set.of("inbox_response", "request");
    private static final List<String> TYPES = List.of(
            "instructor_inbox", "request_response", "analytics", "inbox_response", "request", "instructor_broadcast");
    private static final List<String> PEOPLE = List.of("teacher", "assistant", "ann", "bob");

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    static Stream<Arguments> everyCase() {
        List<Arguments> cases = new ArrayList<>();
        for (String version : List.of("v1", "v2")) {
            for (String type : TYPES) {
                for (String sender : List.of("teacher", "ann")) {
                    for (String recipient : new String[] {sender, sender.equals("ann") ? "bob" : "ann", null}) {
                        cases.add(Arguments.of(version, type, sender, recipient));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}: {1} by {2} to {3}")
    @MethodSource("everyCase")
    void reachesWhomTheTableNames(String version, String type, String sender, @Nullable String recipient) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            Map<String, RecordingClient> clients = new LinkedHashMap<>();
            PEOPLE.forEach(user -> clients.put(user, room.join(user, role(user), version)));
            Drafts draft = Drafts.of(type).context("lab").text("routed");
            if (recipient != null) {
                draft.toUser(recipient);
            }
            clients.get(sender).send(draft);
            String refusal = refusal(type, sender, recipient);
            if (refusal == null) {
                awaitCommit(clients, sender, type, recipient, version);
            } else {
                clients.get(sender).awaitError(refusal);
            }
            passEverybody(clients);

            for (String user : PEOPLE) {
                List<Text> routed = routed(clients.get(user));
                if (refusal == null && gets(user, type, sender, recipient, version)) {
                    assertThat(routed).as(user).hasSize(1);
                    assertRouted(routed.get(0), room.session(), type, sender, recipient);
                } else {
                    assertThat(routed).as(user).isEmpty();
                }
            }
            for (String user : PEOPLE) {
                RecordingClient again = room.join(user, role(user), version);
                boolean sees = refusal == null && (gets(user, type, sender, recipient, "v2"));
                assertThat(routed(again)).as("replay for " + user).hasSize(sees ? 1 : 0);
            }
        }
    }

    private static @Nullable String refusal(String type, String sender, @Nullable String recipient) {
        if (BY_STUDENTS.contains(type) != sender.equals("ann")) {
            return "not_permitted";
        }
        if (!DIRECT.contains(type)) {
            return null;
        }
        return recipient == null
                ? "missing_recipient"
                : recipient.equals("teacher") ? "recipient_not_in_session" : null;
    }

    /** Live; what version 2 gets live is what anybody gets by replay. */
    private static boolean gets(String user, String type, String sender, @Nullable String recipient, String version) {
        boolean instructor = role(user).equals("instructor");
        boolean isRecipient = BY_STUDENTS.contains(type)
                ? instructor
                : type.equals("instructor_broadcast") ? !instructor : user.equals(recipient);
        return isRecipient || (version.equals("v2") && (instructor || user.equals(sender)));
    }

    private static void awaitCommit(
            Map<String, RecordingClient> clients,
            String sender,
            String type,
            @Nullable String recipient,
            String version) {
        PEOPLE.stream()
                .filter(user -> gets(user, type, sender, recipient, version))
                .forEach(user -> clients.get(user).awaitMessage());
    }

    /** After these two everybody has had whatever was routed before them. */
    private static void passEverybody(Map<String, RecordingClient> clients) {
        clients.get("teacher").send(Drafts.broadcast("last for students"));
        clients.get("ann").awaitUntil(text -> text.raw().contains("last for students"));
        clients.get("bob").awaitUntil(text -> text.raw().contains("last for students"));
        clients.get("bob").send(Drafts.question("last for instructors"));
        clients.get("teacher").awaitUntil(text -> text.raw().contains("last for instructors"));
        clients.get("assistant").awaitUntil(text -> text.raw().contains("last for instructors"));
    }

    private static List<Text> routed(RecordingClient client) {
        return client.messages().stream()
                .filter(text -> text.rawContent().equals("{\"text\":\"routed\"}"))
                .toList();
    }

    private static void assertRouted(
            Text text, String session, String type, String sender, @Nullable String recipient) {
        JsonNode message = text.json();
        List<String> names = new ArrayList<>();
        message.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        DIRECT.contains(type)
                                ? List.of(
                                        "id",
                                        "session_id",
                                        "type",
                                        "context",
                                        "from_user",
                                        "to_user",
                                        "content",
                                        "timestamp",
                                        "seq")
                                : List.of(
                                        "id",
                                        "session_id",
                                        "type",
                                        "context",
                                        "from_user",
                                        "content",
                                        "timestamp",
                                        "seq"));
        assertThat(message.path("session_id").textValue()).isEqualTo(session);
        assertThat(message.path("type").textValue()).isEqualTo(type);
        assertThat(message.path("context").textValue()).isEqualTo("lab");
        assertThat(message.path("from_user").textValue()).isEqualTo(sender);
        assertThat(message.path("to_user").textValue()).isEqualTo(DIRECT.contains(type) ? recipient : null);
        assertThat(text.seq()).isEqualTo(1);
    }

    private static String role(String user) {
        return user.equals("teacher") || user.equals("assistant") ? "instructor" : "student";
    }

    // ---- nobody is there

    @ParameterizedTest
    @MethodSource("directTypes")
    void keepsWhatIsForAnAbsentStudentAndTellsTheSender(String type) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient assistant = room.join("assistant", "instructor", "v2");
            teacher.send(Drafts.of(type).toUser("ann").text("for later"));

            Text notice = teacher.awaitError("recipient_offline");
            assertThat(notice.content().path("to_user").textValue()).isEqualTo("ann");
            assertThat(notice.content().path("error").textValue())
                    .isEqualTo(notice.content().path("message").textValue())
                    .contains("kept");
            RecordingClient ann = room.open(SERVER.get().student(room.session(), "ann"));
            Text message = ann.awaitMessage();
            assertThat(message.rawContent()).contains("for later");
            assertThat(message.json().path("id").textValue())
                    .isEqualTo(notice.content().path("message_id").textValue());
            assertThat(ann.next().isSystem("history_complete")).isTrue();
            assertThat(assistant.awaitMessage().raw()).isEqualTo(message.raw());

            teacher.send(Drafts.of(type).toUser("ann").text("for now"));
            ann.awaitMessage();
            teacher.send(Drafts.of("nonsense"));
            teacher.awaitError("invalid_type");
            assertThat(teacher.systems("message_error")).hasSize(2);
        }
    }

    static Stream<String> directTypes() {
        return DIRECT.stream();
    }

    @Test
    void anInstructorWhoBearsAStudentsNameIsNotThatStudent() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            room.join("ann", "instructor", "v1");
            teacher.send(Drafts.request("ann", "as a student"));
            teacher.awaitError("recipient_offline");
        }
    }
}
