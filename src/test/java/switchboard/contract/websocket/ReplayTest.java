package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Opening;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;
import switchboard.testing.tokens.InvisibleTokens;

/**
 * Section 4: what follows the upgrade, in its order. Little is kept in memory, so that most of it comes from the disk.
 */
class ReplayTest {
    private static final int STORED = 60;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000)
            .with("switchboard.session.tail-messages", 10)
            .with("switchboard.history.page-messages", 7));

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void beginsAtOnceWhereNothingIsStored(String version) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.join("ann", "student", version);
            room.teacher().send(Drafts.broadcast("first"));
            ann.awaitMessage();

            List<Text> all = new ArrayList<>(ann.texts());
            if (version.equals("v2")) {
                assertThat(all.remove(0).isSystem("welcome")).isTrue();
            }
            assertHistoryComplete(all.get(0), 0, 0);
            assertThat(all.get(1).seq()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v1, student, 0", "v1, student, 25", "v1, student, 53", "v1, student, 60", "v1, student, 1000",
        "v1, instructor, 0", "v1, instructor, 59", "v2, student, 0", "v2, student, 31",
                "v2, student, 9223372036854775807",
        "v2, instructor, 0", "v2, instructor, 45", "v2, instructor, 60"
    })
    void sendsWhatTheUserMaySeeBehindAfterSeqThenSaysSoThenGoesOnLive(String version, String role, long afterSeq) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            List<Text> log = talk(room);
            String user = role.equals("student") ? "ann" : "teacher2";
            Opening opening = SERVER.get().client(room.session(), user, role, "&after_seq=" + afterSeq);
            RecordingClient client = room.join(version.equals("v2") ? opening.subprotocol(TestSession.V2) : opening);
            RecordingClient teacher = room.teacher();
            RecordingClient bob = room.student("bob");
            bob.send(Drafts.question("live for instructors"));
            teacher.awaitMessage();
            teacher.send(Drafts.broadcast("live for students"));
            bob.awaitMessage();
            if (role.equals("instructor") && version.equals("v1")) {
                bob.send(Drafts.analytics("last"));
                client.awaitUntil(text -> text.seq() == STORED + 3);
            } else {
                client.awaitUntil(text ->
                        text.seq() == (role.equals("student") || version.equals("v2") ? STORED + 2 : STORED + 1));
            }

            List<String> expected = log.stream()
                    .filter(text -> text.seq() > afterSeq && sees(user, role, text))
                    .map(Text::raw)
                    .toList();
            List<Text> all = new ArrayList<>(client.texts());
            if (version.equals("v2")) {
                assertWelcome(all.remove(0), room, user, role);
            }
            // Those who talked before have joined again, which instructors hear of.
            all.removeIf(text -> text.isSystem("user_replaced"));
            assertThat(all.subList(0, expected.size())).extracting(Text::raw).isEqualTo(expected);
            assertHistoryComplete(all.get(expected.size()), expected.size(), STORED);
            assertThat(all.subList(expected.size() + 1, all.size()))
                    .extracting(Text::seq)
                    .containsExactlyElementsOf(live(version, role));
        }
    }

    private static List<Long> live(String version, String role) {
        if (role.equals("student")) {
            return List.of(STORED + 2L);
        }
        return version.equals("v2") ? List.of(STORED + 1L, STORED + 2L) : List.of(STORED + 1L, STORED + 3L);
    }

    /** Sixty messages of all six types; all of them as an instructor sees them. */
    private static List<Text> talk(TestSession room) {
        RecordingClient teacher = room.teacher();
        RecordingClient ann = room.student("ann");
        RecordingClient bob = room.student("bob");
        RecordingClient observer = room.join("observer", "instructor", "v2");
        for (int i = 0; i < STORED / 6; i++) {
            ann.send(Drafts.question("q" + i)).send(Drafts.answer("a" + i));
            bob.send(Drafts.analytics("n" + i));
            teacher.send(Drafts.reply("ann", "r" + i))
                    .send(Drafts.request("bob", "d" + i))
                    .send(Drafts.broadcast("b" + i));
        }
        return observer.awaitMessages(STORED);
    }

    private static boolean sees(String user, String role, Text text) {
        return role.equals("instructor")
                || text.type().equals("instructor_broadcast")
                || text.json().path("from_user").asText().equals(user)
                || text.json().path("to_user").asText().equals(user);
    }

    private static void assertHistoryComplete(Text frame, int count, long head) {
        assertThat(frame.isSystem("history_complete")).as(frame.toString()).isTrue();
        assertThat(frame.content().path("count").intValue()).isEqualTo(count);
        assertThat(frame.content().path("head_seq").longValue()).isEqualTo(head);
        assertThat(frame.content().path("message").textValue()).isNotBlank();
    }

    private static void assertWelcome(Text frame, TestSession room, String user, String role) {
        assertThat(frame.isSystem("welcome")).as(frame.toString()).isTrue();
        JsonNode content = frame.content();
        assertThat(content.path("protocol").textValue()).isEqualTo("switchboard.v2");
        JsonNode session = SERVER.api().session(room.session()).json().path("session");
        if (InvisibleTokens.ON && role.equals("student")) {
            ((ObjectNode) session).putArray("student_ids").add(user);
        }
        assertThat(content.path("session")).isEqualTo(session);
        assertThat(content.path("user_id").textValue()).isEqualTo(user);
        assertThat(content.path("role").textValue()).isEqualTo(role);
        assertThat(content.path("connection_id").textValue()).isNotBlank();
        assertThat(content.path("head_seq").longValue()).isEqualTo(STORED);
        assertThat(content.path("limits").toString())
                .isEqualTo("{\"messages\":10000,\"window_seconds\":60,\"content_bytes\":65536}");
    }

    @Test
    void everyConnectionHasAnIdOfItsOwn() {
        try (TestSession room = SERVER.room("ann")) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                ids.add(room.studentV2("ann")
                        .systems("welcome")
                        .get(0)
                        .content()
                        .path("connection_id")
                        .textValue());
            }
            assertThat(ids).doesNotHaveDuplicates();
        }
    }
}
