package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.TestTicker;
import switchboard.testing.client.Received.Closed;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 7: pings, and the end of who does not answer them. Time stands still but for what a test adds. */
class HeartbeatTest {
    private static final TestTicker TICKER = new TestTicker();

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(
                    starting -> starting.ticker(TICKER).with("switchboard.connection.sweep-interval", "50ms"))
            .provokes("the server is");

    @Test
    void pingsEveryThirtySeconds() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            TICKER.advance(Duration.ofSeconds(30));
            ann.awaitPing();
            ann.ping("the pong was read").awaitPong();
            TICKER.advance(Duration.ofSeconds(30));
            ann.awaitPing();
        }
    }

    @Test
    void dropsWhoHasBeenSilentForSixtySecondsAndNobodyElse() {
        try (TestSession room = SERVER.room("ann", "bob", "cid")) {
            RecordingClient answers = room.student("ann");
            RecordingClient talks =
                    room.join(SERVER.get().student(room.session(), "bob").withoutPongs());
            RecordingClient silent =
                    room.join(SERVER.get().student(room.session(), "cid").withoutPongs());
            RecordingClient teacher = room.teacher();
            TICKER.advance(Duration.ofSeconds(40));
            answers.awaitPing();
            talks.awaitPing();
            silent.awaitPing();
            teacher.awaitPing();
            talks.send(Drafts.question("I am here"));
            teacher.awaitMessage();
            answers.ping("the pong was read").awaitPong();
            teacher.ping("the pong was read").awaitPong();
            TICKER.advance(Duration.ofSeconds(21));

            silent.awaitEnd();
            assertThat(silent.received()).noneMatch(Closed.class::isInstance);
            room.awaitConnectionCount(3);
            teacher.send(Drafts.broadcast("who is here?"));
            answers.awaitMessage();
            talks.awaitMessage();
            teacher.send(Drafts.request("cid", "you are not"));
            teacher.awaitError("recipient_offline");
        }
    }

    @Test
    void aReplacedConnectionStaysAsLongAsItAnswersPings() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient old = room.student("ann");
            RecordingClient oldAndSilent =
                    room.join(SERVER.get().student(room.session(), "ann").withoutPongs());
            room.student("ann");
            old.awaitSystem("session_ended");
            oldAndSilent.awaitSystem("session_ended");
            TICKER.advance(Duration.ofSeconds(40));
            old.awaitPing();
            old.ping("the pong was read").awaitPong();
            TICKER.advance(Duration.ofSeconds(21));

            oldAndSilent.awaitEnd();
            old.ping("still here?").awaitPong();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void answersPingsWithWhatTheyHeld(int bytes) {
        try (TestSession room = SERVER.room("ann")) {
            String payload = "p".repeat(bytes);

            assertThat(room.student("ann").ping(payload).awaitPong().payload())
                    .asString()
                    .isEqualTo(payload);
        }
    }

    @Test
    void takesPongsThatNobodyAskedFor() {
        try (TestSession room = SERVER.room("ann")) {
            room.student("ann").pong("").pong("hello").ping("fine").awaitPong();
        }
    }
}
