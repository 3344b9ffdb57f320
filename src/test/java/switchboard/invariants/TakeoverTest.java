package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.StoredLog;
import switchboard.invariants.people.Talk;
import switchboard.testing.Drafts;
import switchboard.testing.Seeds;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;

/** I6: one live connection per user and session, the newest; the end of an old one never touches the new one. */
class TakeoverTest {
    private static final int STORM = 50;

    @TempDir
    private Path data;

    @Test
    void i6OfFiftyConnectionsAtOnceOneSurvivesAndMissesNothing() {
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 4).with(3, 2)) {
            List<Person> storm = new ArrayList<>();
            for (int i = 0; i < STORM; i++) {
                storm.add(room.student(3, true));
            }
            room.people().removeAll(storm);
            try (Talk talk = room.talk(Seeds.random())) {
                room.awaitMore(50);
                joinAtOnce(storm);
                List<Person> replaced = awaitAllButOneReplaced(storm);
                storm.removeAll(replaced);
                talk.finish();
                assertThat(storm).as("survivors").hasSize(1);
                room.people().addAll(storm);

                StoredLog log = room.assertAllGotAll();
                replaced.forEach(person -> person.assertGotNothingElse(log));
                replaced.forEach(Person::close);
            }
            Eventually.holds("all are counted", () -> connections(server, room) == 6);
        }
    }

    private static void joinAtOnce(List<Person> storm) {
        CountDownLatch start = new CountDownLatch(1);
        List<CompletableFuture<Void>> joins = new ArrayList<>();
        for (Person person : storm) {
            CompletableFuture<Void> joined = new CompletableFuture<>();
            joins.add(joined);
            Thread thread = new Thread(() -> {
                try {
                    start.await();
                    person.join();
                    joined.complete(null);
                } catch (Throwable failure) {
                    joined.completeExceptionally(failure);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        start.countDown();
        joins.forEach(CompletableFuture::join);
    }

    private static List<Person> awaitAllButOneReplaced(List<Person> storm) {
        Eventually.holds("all but one are closed", () -> ended(storm).size() == STORM - 1);
        List<Person> replaced = ended(storm);
        for (Person person : replaced) {
            RecordingClient client = person.client();
            assertThat(client.awaitSystem("session_ended").code()).isEqualTo("replaced");
            client.awaitClose(4001);
        }
        return replaced;
    }

    private static List<Person> ended(List<Person> storm) {
        return storm.stream().filter(person -> hasEnded(person.client())).toList();
    }

    private static boolean hasEnded(RecordingClient client) {
        List<Received> received = client.received();
        return !received.isEmpty() && received.get(received.size() - 1) instanceof Received.Ended;
    }

    /** Existing pages reconnect after any close by the server: two tabs would throw each other out for ever. */
    @Test
    void i6TwoTabsOfAPageThatReconnectsAfterEveryCloseComeToRest() {
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 1).with(0, 1)) {
            Person teacher = room.instructors().get(0);
            RecordingClient first = tab(server, room);
            first.awaitSystem("history_complete");
            RecordingClient second = tab(server, room);
            second.awaitSystem("history_complete");
            assertThat(first.awaitSystem("session_ended")
                            .content()
                            .path("reason")
                            .asText())
                    .isEqualTo("Connection replaced by new instance");

            first.send(Drafts.question("who hears a mute one?"));
            teacher.client().send(Drafts.broadcast("for the tab that is in front"));
            second.awaitMessage();
            second.send(Drafts.question("the only one that arrives"));
            teacher.client().awaitMessage();
            first.ping("still there").awaitPong();

            assertThat(first.unread()).as("what the mute tab gets").isEmpty();
            assertThat(teacher.client().messages()).hasSize(1);
            assertThat(hasEnded(first)).as("the first tab was closed").isFalse();
            assertThat(connections(server, room)).isEqualTo(2);
            first.close();
            second.close();
        }
    }

    private static RecordingClient tab(RunningServer server, Classroom room) {
        return server.student(room.session(), "s0").open();
    }

    /** What went wrong in the program before this one: a late clean-up of the old connection removed the new one. */
    @ParameterizedTest(name = "version 2: {0}")
    @ValueSource(booleans = {false, true})
    void i6LateEndOfAnOldConnectionDoesNotRemoveTheNewOne(boolean v2) {
        try (RunningServer server = RunningServer.in(data).withRates(1_000_000).start();
                Classroom room = Classroom.on(server, data, 1).with(0, 1)) {
            Person teacher = room.instructors().get(0);
            // The old ones neither read nor answer: they end when the test says so, long after they were replaced.
            Person student = room.student(0, v2).opening(opening -> opening.withoutCloseReply());
            List<RecordingClient> old = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                student.join().awaitHistory();
                old.add(student.client());
            }
            student.joinAfter(0).awaitHistory();
            for (RecordingClient late : old) {
                late.awaitSystem("session_ended");
                late.abort();
                teacher.client().send(Drafts.request("s0", "are you there?"));
                student.client().awaitMessage();
            }

            teacher.awaitAnswers();
            assertThat(teacher.refused("recipient_offline")).isZero();
            Eventually.holds("the old ones are gone", () -> connections(server, room) == 2);
        }
    }

    private static int connections(RunningServer server, Classroom room) {
        return server.api()
                .session(room.session())
                .expect(200)
                .json()
                .path("connection_count")
                .intValue();
    }
}
