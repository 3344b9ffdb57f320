package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Sections 5 and 6: what a client calls its message, the receipt, and sending again. */
class RefTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    @Test
    void aReceiptTellsWhatIsInTheLog() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacherV2();
            RecordingClient assistant = room.join("assistant", "instructor", "v2");
            RecordingClient old = room.join("old", "instructor", "v1");
            RecordingClient ann = room.studentV2("ann");
            ann.send(Drafts.of("instructor_inbox").text("?").ref("r 1"));

            // In either order: the receipt may overtake the message.
            List<Text> both = List.of(ann.next(), ann.next());
            Text echo = both.stream().filter(Text::isMessage).findFirst().orElseThrow();
            JsonNode receipt = both.stream()
                    .filter(text -> text.isSystem("message_accepted"))
                    .findFirst()
                    .orElseThrow()
                    .content();
            assertThat(receipt.path("ref").textValue()).isEqualTo("r 1");
            assertThat(receipt.path("duplicate").booleanValue()).isFalse();
            assertThat(receipt.path("recipients").intValue()).isEqualTo(3);
            assertThat(receipt.path("id")).isEqualTo(echo.json().path("id"));
            assertThat(receipt.path("seq").longValue()).isEqualTo(echo.seq()).isEqualTo(1);
            assertThat(receipt.path("timestamp")).isEqualTo(echo.json().path("timestamp"));
            assertThat(echo.json().path("ref").textValue()).isEqualTo("r 1");
            for (RecordingClient instructor : List.of(teacher, assistant, old)) {
                assertThat(instructor.awaitMessage().json().has("ref")).isFalse();
            }
        }
    }

    @Test
    void recipientsAreTheConnectionsThatGetIt() {
        try (TestSession room = SERVER.room("ann", "bob", "cat")) {
            RecordingClient teacher = room.teacherV2();
            room.join("assistant", "instructor", "v2");
            room.join("old", "instructor", "v1");
            room.student("ann");
            room.studentV2("bob");
            // Students ann and bob, and the co-instructor of version 2.
            assertThat(recipients(teacher, Drafts.of("instructor_broadcast").ref("1")))
                    .isEqualTo(3);
            assertThat(recipients(teacher, Drafts.of("request").toUser("ann").ref("2")))
                    .isEqualTo(2);
            assertThat(recipients(teacher, Drafts.of("request").toUser("cat").ref("3")))
                    .isEqualTo(1);
        }
    }

    private static int recipients(RecordingClient sender, Drafts draft) {
        return sender.send(draft)
                .awaitSystem("message_accepted")
                .content()
                .path("recipients")
                .intValue();
    }

    @Test
    void theFirstContentWinsWhateverComesAfterwards() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.studentV2("ann");
            RecordingClient teacher = room.teacherV2();
            ann.send(Drafts.of("instructor_inbox").text("first").ref("r"));
            JsonNode first = ann.awaitSystem("message_accepted").content();
            String large = "x".repeat(70_000);
            for (Drafts again : List.of(
                    Drafts.of("instructor_inbox").text("first").ref("r"),
                    Drafts.of("analytics").text("another").ref("r"),
                    Drafts.of("nonsense").ref("r"),
                    Drafts.untyped().ref("r"),
                    Drafts.of("instructor_broadcast").ref("r"),
                    Drafts.of("analytics").context("not valid!").ref("r"),
                    Drafts.of("analytics").content("7").ref("r"),
                    Drafts.of("analytics").text(large).ref("r"))) {
                ann.send(again);
                JsonNode receipt = ann.awaitSystem("message_accepted").content();
                assertThat(receipt.path("duplicate").booleanValue()).isTrue();
                for (String member : List.of("ref", "id", "seq", "timestamp")) {
                    assertThat(receipt.path(member)).as(member).isEqualTo(first.path(member));
                }
            }
            ann.send(Drafts.question("last"));
            assertThat(teacher.awaitMessages(2)).extracting(Text::seq).containsExactly(1L, 2L);
            assertThat(teacher.messages().get(0).rawContent()).contains("first");
        }
    }

    @Test
    void aRefBelongsToItsUserAndSession() {
        try (TestSession room = SERVER.room("ann", "bob");
                TestSession other = SERVER.room("ann")) {
            for (RecordingClient client :
                    List.of(room.studentV2("ann"), room.studentV2("bob"), other.studentV2("ann"))) {
                client.send(Drafts.of("analytics").ref("same"));
                assertThat(client.awaitSystem("message_accepted")
                                .content()
                                .path("duplicate")
                                .booleanValue())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"é\"", "7", "{}", "\"\\u0000\""})
    void whatIsNoRefIsRefusedAndNothingIsStored(String ref) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.studentV2("ann");
            ann.send(Drafts.of("analytics").member("ref", ref));
            Text error = ann.awaitError("invalid_ref");
            assertThat(error.content().path("message").textValue())
                    .contains("ref")
                    .contains("1 to 64");
            assertThat(error.content().has("ref")).isFalse();
            ann.send(Drafts.of("analytics").ref("good"));
            assertThat(ann.awaitMessage().seq()).isEqualTo(1);
        }
    }

    @Test
    void whatIsRefusedIsRefusedByItsRef() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.studentV2("ann");
            ann.send(Drafts.of("request").toUser("ann").ref("r1"));
            assertThat(ann.awaitError("not_permitted").content().path("ref").textValue())
                    .isEqualTo("r1");
            ann.send(Drafts.of("analytics").ref("r1"));
            assertThat(ann.awaitSystem("message_accepted")
                            .content()
                            .path("duplicate")
                            .booleanValue())
                    .as("what was refused is not known")
                    .isFalse();
        }
    }

    @Test
    void version1KnowsNoRefs() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            RecordingClient teacher = room.teacher();
            ann.send(Drafts.of("analytics").text("1").ref("r"))
                    .send(Drafts.of("analytics").text("2").ref("r"))
                    .send(Drafts.of("analytics").text("3").member("ref", "{}"));
            assertThat(teacher.awaitMessages(3)).noneMatch(text -> text.json().has("ref"));
            ann.send("nonsense");
            ann.awaitError("invalid_json");
            assertThat(ann.systems("message_accepted")).isEmpty();
        }
    }

    @Test
    void anAbsentRecipientIsNamedByARefToo() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacherV2();
            teacher.send(Drafts.of("inbox_response").toUser("ann").ref("r1"));
            JsonNode receipt = teacher.awaitSystem("message_accepted").content();
            JsonNode offline = teacher.awaitSystem("recipient_offline").content();
            assertThat(offline.path("to_user").textValue()).isEqualTo("ann");
            assertThat(offline.path("message_id")).isEqualTo(receipt.path("id"));
            assertThat(offline.path("ref").textValue()).isEqualTo("r1");
            teacher.send(Drafts.reply("ann", "without"));
            assertThat(teacher.awaitSystem("recipient_offline").content().has("ref"))
                    .isFalse();
        }
    }

    @Test
    void sentByTwoConnectionsAtOnceItIsOneMessage() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacherV2();
            int rounds = 30;
            for (int i = 0; i < rounds; i++) {
                // The takeover falls somewhere between the first frame's arrival and its commit.
                RecordingClient first = room.studentV2("ann");
                first.send(Drafts.of("analytics").text("from the first").ref("r" + i));
                RecordingClient second = room.studentV2("ann");
                second.send(Drafts.of("analytics").text("from the second").ref("r" + i));
                second.awaitSystem("message_accepted");
            }
            room.studentV2("ann").send(Drafts.of("analytics").text("last").ref("last"));
            List<Text> seen = new ArrayList<>();
            do {
                seen.add(teacher.awaitMessage());
            } while (!seen.get(seen.size() - 1).rawContent().contains("last"));
            assertThat(seen).hasSize(rounds + 1);
            assertThat(seen).extracting(Text::seq).isSorted();
        }
    }

    @Test
    void aRefIsKnownAfterARestart(@TempDir Path data) {
        String session;
        JsonNode first;
        try (RunningServer server = RunningServer.in(data).start();
                TestSession room = TestSession.of(server, "ann")) {
            session = room.session();
            first = room.studentV2("ann")
                    .send(Drafts.of("analytics").ref("r"))
                    .awaitSystem("message_accepted")
                    .content();
        }
        try (RunningServer server = RunningServer.in(data).start();
                TestSession room = TestSession.in(server, session)) {
            RecordingClient ann = room.studentV2("ann");
            assertThat(ann.messages().get(0).json().path("ref").textValue())
                    .as("in its own replay")
                    .isEqualTo("r");
            JsonNode again = ann.send(Drafts.of("request_response").ref("r"))
                    .awaitSystem("message_accepted")
                    .content();
            assertThat(again.path("duplicate").booleanValue()).isTrue();
            assertThat(again.path("id")).isEqualTo(first.path("id"));
            assertThat(room.teacherV2().messages()).hasSize(1);
        }
    }
}
