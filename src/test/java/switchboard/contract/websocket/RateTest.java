package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.Drafts;
import switchboard.testing.TestTicker;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 5: how many frames pass in a minute, exactly. Time stands still but for what a test adds. */
class RateTest {
    private static final TestTicker TICKER = new TestTicker();
    private static final int STUDENT = 20;
    private static final int INSTRUCTOR = 30;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.ticker(TICKER)
                    .with("switchboard.rate.student", STUDENT)
                    .with("switchboard.rate.instructor", INSTRUCTOR))
            // A self-check that is under way while time leaps is late.
            .provokes("the server is");

    @Test
    void passesAsManyAsTheRoleMaySendAndNotOneMore() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            send(ann, STUDENT + 1, Drafts.question("?"));
            assertLimited(ann.awaitError("rate_limited"), STUDENT, 60_000);
            teacher.awaitMessages(STUDENT);
            for (int i = 0; i < INSTRUCTOR + 1; i++) {
                teacher.send(Drafts.broadcast("!"));
            }
            assertLimited(teacher.awaitError("rate_limited"), INSTRUCTOR, 60_000);
            ann.awaitMessages(INSTRUCTOR);

            assertThat(teacher.messages()).hasSize(STUDENT);
            assertThat(ann.systems("message_error")).hasSize(1);
        }
    }

    @Test
    void countsEveryFrameWhateverLaterChecksSay() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            for (int i = 0; i < STUDENT / 4; i++) {
                ann.send("nonsense")
                        .sendBinary(new byte[0])
                        .send(Drafts.of("request"))
                        .send(Drafts.of("analytics").content("5"));
            }
            ann.send(Drafts.question("too late"));
            ann.awaitError("rate_limited");
            assertThat(ann.systems("message_error")).hasSize(STUDENT + 1);
            ann.send("nonsense").sendBinary(new byte[0]);
            ann.awaitError("rate_limited");
            ann.awaitError("rate_limited");
        }
    }

    @Test
    void passesOneMoreTheMomentThatOneIsAMinuteOld() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            ann.send(Drafts.question("the first"));
            teacher.awaitMessage();
            TICKER.advance(Duration.ofSeconds(10));
            send(ann, STUDENT - 1, Drafts.question("the others"));
            teacher.awaitMessages(STUDENT - 1);
            TICKER.advance(Duration.ofSeconds(20));
            ann.send(Drafts.question("refused"));
            assertLimited(ann.awaitError("rate_limited"), STUDENT, 30_000);
            TICKER.advance(Duration.ofMillis(29_999));
            ann.send(Drafts.question("refused"));
            assertLimited(ann.awaitError("rate_limited"), STUDENT, 1);
            TICKER.advance(Duration.ofMillis(1));
            ann.send(Drafts.question("passes")).send(Drafts.question("refused"));
            assertLimited(ann.awaitError("rate_limited"), STUDENT, 10_000);

            assertThat(teacher.awaitMessage().rawContent()).contains("passes");
            assertThat(teacher.messages()).hasSize(STUDENT + 1);
        }
    }

    @Test
    void belongsToTheUserInTheSessionNotToTheConnection() {
        try (TestSession room = SERVER.room("ann", "bob");
                TestSession other = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            send(ann, STUDENT, Drafts.question("?"));
            teacher.awaitMessages(STUDENT);
            ann.close(1000).awaitEnd();
            RecordingClient again = room.studentV2("ann");
            again.send(Drafts.question("refused"));
            again.awaitError("rate_limited");

            room.student("bob").send(Drafts.question("another user"));
            assertThat(teacher.awaitMessage().rawContent()).contains("another user");
            RecordingClient elsewhere = other.teacher();
            other.student("ann").send(Drafts.question("another session"));
            assertThat(elsewhere.awaitMessage().rawContent()).contains("another session");
        }
    }

    @Test
    void doesNotCountWhatAReplacedConnectionSends() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient old = room.student("ann");
            RecordingClient young = room.student("ann");
            old.awaitSystem("session_ended");
            send(old, 2 * STUDENT, Drafts.question("ignored"));
            old.ping("all read?").awaitPong();
            send(young, STUDENT, Drafts.question("heard"));

            assertThat(teacher.awaitMessages(STUDENT))
                    .extracting(Text::rawContent)
                    .containsOnly("{\"text\":\"heard\"}");
            assertThat(young.systems("message_error")).isEmpty();
        }
    }

    @Test
    void closesWhoSendsTenTimesAsMuch() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            send(ann, 10 * STUDENT, Drafts.question("!"));
            for (int i = STUDENT; i < 10 * STUDENT; i++) {
                ann.awaitError("rate_limited");
            }
            ann.ping("still open?").awaitPong();
            ann.send(Drafts.question("one too many"));

            Text closing = ann.awaitSystem("closing");
            assertThat(closing.code()).isEqualTo("flooding");
            assertThat(closing.content().path("reconnect").isBoolean()).isTrue();
            assertThat(closing.content().path("retry_after_ms").isIntegralNumber())
                    .isTrue();
            ann.awaitClose(4029);
            RecordingClient again = room.student("ann");
            TICKER.advance(Duration.ofSeconds(60));
            again.send(Drafts.question("a minute later"));
            teacher.awaitUntil(text -> text.raw().contains("a minute later"));
            assertThat(teacher.messages()).hasSize(STUDENT + 1);
        }
    }

    private static void send(RecordingClient client, int times, String frame) {
        for (int i = 0; i < times; i++) {
            client.send(frame);
        }
    }

    private static void assertLimited(Text error, int limit, long retryAfterMs) {
        assertThat(error.content().path("limit").intValue()).isEqualTo(limit);
        assertThat(error.content().path("window_seconds").intValue()).isEqualTo(60);
        assertThat(error.content().path("retry_after_ms").longValue()).isEqualTo(retryAfterMs);
    }
}
