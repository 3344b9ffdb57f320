package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.store.FaultyDatabase;
import switchboard.store.FaultyDatabase.Fault;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** What version 2 adds holds too when a part of the server fails: one message of one ref, and no ghosts. */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the one retry after 5 s
class FailuresInVersion2Test {
    @TempDir
    private Path data;

    private final FaultyDatabase database = new FaultyDatabase();

    private RunningServer server() {
        return RunningServer.in(data)
                .withRates(10_000)
                .databaseAround(database::around)
                .start();
    }

    @Test
    void i1TheSuccessorOfASessionKnowsItsRefs() {
        try (RunningServer server = server();
                TestSession room = TestSession.of(server, "ann")) {
            RecordingClient ann = room.studentV2("ann");
            JsonNode first = send(ann, "r");
            server.failSession(room.session());
            JsonNode again = send(ann, "r");
            assertThat(again.path("duplicate").booleanValue()).isTrue();
            assertThat(again.path("id")).isEqualTo(first.path("id"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("switchboard.invariants.FailingPartsTest#faults")
    void i1SentAgainOverAFailureOfTheWriterItIsOneMessage(String what, Fault fault) throws InterruptedException {
        try (RunningServer server = server();
                TestSession room = TestSession.of(server, "ann", "bob")) {
            RecordingClient teacher = room.teacherV2();
            RecordingClient ann = room.studentV2("ann");
            database.strikeNextAppend(fault);
            ann.send(Drafts.of("analytics").text("1").ref("r"));
            database.awaitStruck();
            // The client hears nothing and comes back to send it again.
            RecordingClient back =
                    room.open(server.student(room.session(), "ann").subprotocol(TestSession.V2));
            back.send(Drafts.of("analytics").text("2").ref("r"));
            JsonNode receipt = back.awaitSystem("message_accepted").content();
            room.studentV2("bob").send(Drafts.question("last"));
            List<Text> seen = teacher.awaitMessages(2);
            assertThat(seen).extracting(Text::seq).containsExactly(1L, 2L);
            assertThat(seen.get(0).json().path("id")).isEqualTo(receipt.path("id"));
        }
    }

    @Test
    void i8AfterAFailureOfTheSessionNobodyIsAGhost() {
        try (RunningServer server = server();
                TestSession room = TestSession.of(server, "ann", "bob", "cat")) {
            RecordingClient teacher = room.teacherV2();
            room.student("ann");
            RecordingClient bob = room.studentV2("bob");
            teacher.awaitSystem("user_joined");
            teacher.awaitSystem("user_joined");
            server.failSession(room.session());
            bob.abort();
            JsonNode list = teacher.awaitSystem("participants").content().path("participants");
            // Bob may be back for a moment before his end is heard of.
            if (list.get(1).path("online").booleanValue()) {
                teacher.awaitSystem("user_left");
            }
            List<String> online = new ArrayList<>();
            room.join("assistant", "instructor", "v2")
                    .systems("welcome")
                    .get(0)
                    .content()
                    .path("participants")
                    .forEach(one -> {
                        if (one.path("online").booleanValue()) {
                            online.add(one.path("user_id").textValue());
                        }
                    });
            assertThat(online).containsExactly("ann", "teacher", "assistant");
        }
    }

    private static JsonNode send(RecordingClient client, String ref) {
        return client.send(Drafts.of("analytics").ref(ref))
                .awaitSystem("message_accepted")
                .content();
    }
}
