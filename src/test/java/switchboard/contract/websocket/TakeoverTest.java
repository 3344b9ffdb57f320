package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received;
import switchboard.testing.client.Received.Closed;
import switchboard.testing.client.Received.Pong;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 4: one connection of a user in a session, the newest. */
class TakeoverTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void version1IsToldAndThenLeftOpenAndMute(String newer) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient old = room.student("ann");
            RecordingClient young = room.join("ann", "student", newer);

            isReplaced(old.awaitSystem("session_ended"));
            assertThat(room.connectionCount()).isEqualTo(2);
            old.send(Drafts.question("ignored"))
                    .send("nonsense")
                    .sendBinary(new byte[] {1})
                    .ping("there?");
            old.awaitPong();
            teacher.send(Drafts.broadcast("for the new one"));
            assertThat(young.awaitMessage().rawContent()).contains("for the new one");
            young.send(Drafts.question("heard"));
            Text heard = teacher.awaitMessage();
            assertThat(heard.rawContent()).contains("heard");
            assertThat(heard.seq()).isEqualTo(2);
            old.ping("still there?");
            old.awaitPong();

            List<Received> afterwards = after(old, "session_ended");
            assertThat(afterwards).hasOnlyElementsOfType(Pong.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void version2IsToldAndClosed(String newer) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient old = room.studentV2("ann");
            RecordingClient young = room.join("ann", "student", newer);

            isReplaced(old.awaitSystem("session_ended"));
            old.awaitClose(4001);
            old.awaitEnd();
            assertThat(after(old, "session_ended").get(0)).isInstanceOf(Closed.class);
            teacher.send(Drafts.broadcast("for the new one"));
            young.awaitMessage();
        }
    }

    @ParameterizedTest
    @CsvSource({"instructor, student", "student, instructor"})
    void theRoleMakesNoDifference(String first, String second) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient old = room.join("ann", first, "v2");
            RecordingClient young = room.join("ann", second, "v2");

            old.awaitClose(4001);
            assertThat(room.connectionCount()).isEqualTo(1);
            young.send(second.equals("student") ? Drafts.question("mine") : Drafts.broadcast("mine"));
            young.awaitMessage();
        }
    }

    @Test
    void theEndOfTheOldOneNeverTouchesTheNewOne() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            List<RecordingClient> olds = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                olds.add(room.student("ann"));
            }
            RecordingClient young = room.student("ann");
            for (int i = 0; i < olds.size(); i++) {
                if (i % 2 == 0) {
                    olds.get(i).abort();
                } else {
                    olds.get(i).close(1000).awaitEnd();
                }
            }
            teacher.send(Drafts.request("ann", "are you there?"));

            assertThat(young.awaitMessage().rawContent()).contains("are you there?");
            assertThat(room.connectionCount()).isEqualTo(2);
            teacher.send(Drafts.request("ann", "no offline notice before this"));
            young.awaitMessage();
            assertThat(teacher.systems("message_error")).isEmpty();
        }
    }

    @Test
    void aReplacedStudentIsOfflineOnceTheNewConnectionHasGone() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient old = room.student("ann");
            room.student("ann").close(1000).awaitEnd();
            old.awaitSystem("session_ended");
            room.awaitConnectionCount(1);
            teacher.send(Drafts.request("ann", "nobody is there"));

            teacher.awaitError("recipient_offline");
        }
    }

    @Test
    void aUserMayBeInSeveralSessionsAtOnce() {
        try (TestSession maths = SERVER.room("ann");
                TestSession music = SERVER.room("ann")) {
            RecordingClient first = maths.student("ann");
            RecordingClient second = music.student("ann");
            maths.teacher().send(Drafts.broadcast("maths"));
            music.teacher().send(Drafts.broadcast("music"));

            assertThat(first.awaitMessage().rawContent()).contains("maths");
            assertThat(second.awaitMessage().rawContent()).contains("music");
        }
    }

    @Test
    void twentyMayBeMuteAndAnotherVersion1Not() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient first = room.student("ann");
            for (int i = 0; i < 20; i++) {
                room.student("ann");
            }
            assertThat(SERVER.get()
                            .student(room.session(), "ann")
                            .refused()
                            .expectError(503, "unavailable")
                            .header("Retry-After"))
                    .contains("60");
            assertThat(room.connectionCount()).isEqualTo(1);
            first.close(1000).awaitEnd();
            TestSession.retried(() -> room.student("ann"));
            RecordingClient v2 = room.studentV2("ann");
            room.teacher().send(Drafts.broadcast("to the last one"));
            v2.awaitMessage();
        }
    }

    /** The end of the session is nothing to one that was replaced before: it keeps no frame but closing. */
    @Test
    void aMuteOneHearsOfTheShutdownAndOfNothingElse(@TempDir Path data) {
        try (CleanLog log = CleanLog.listen()) {
            RunningServer server = RunningServer.in(data).start();
            try (TestSession room = TestSession.of(server, "ann")) {
                RecordingClient old = room.student("ann");
                RecordingClient young = room.student("ann");
                old.awaitSystem("session_ended");
                room.end();
                young.awaitSystem("session_ended");
                server.stop();

                Text closing = old.next();
                assertThat(closing.isSystem("closing")).isTrue();
                assertThat(closing.code()).isEqualTo("shutdown");
                old.awaitClose(1012);
                assertThat(old.systems("session_ended")).hasSize(1);
            } finally {
                server.stop();
            }
            log.check();
        }
    }

    private static void isReplaced(Text sessionEnded) {
        assertThat(sessionEnded.content().path("reason").textValue()).isEqualTo("Connection replaced by new instance");
        assertThat(sessionEnded.code()).isEqualTo("replaced");
    }

    private static List<Received> after(RecordingClient client, String event) {
        List<Received> all = client.received();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof Text text && text.isSystem(event)) {
                return all.subList(i + 1, all.size());
            }
        }
        throw new AssertionError("no " + event);
    }
}
