package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.values.Message;
import switchboard.store.AppendOutcome;
import switchboard.store.FaultyDatabase;
import switchboard.store.NewMessage;
import switchboard.store.Rows;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.sqlite.SqliteDatabase;
import switchboard.testing.TestTicker;

/** A writer over a database that fails where a test wants it, in a time that a test moves. */
abstract class WriterFixture {
    @TempDir
    Path folder;

    final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
    final ManualTime time = ManualTime.get(kit.system());
    final TestTicker ticker = new TestTicker();
    final TestProbe<Writer.Outcomes> sender = kit.createTestProbe(Writer.Outcomes.class);
    final TestProbe<Writer.Status> statuses = kit.createTestProbe(Writer.Status.class);
    final TestProbe<Writer.HeadReply> heads = kit.createTestProbe(Writer.HeadReply.class);
    final TestProbe<Writer.Drained> drained = kit.createTestProbe(Writer.Drained.class);

    final TestProbe<Writer.JoinsReply> joins = kit.createTestProbe(Writer.JoinsReply.class);

    FaultyDatabase database;
    StoredSession session;
    ActorRef<Writer.Command> writer;

    @BeforeEach
    void start() throws Exception {
        database = new FaultyDatabase(SqliteDatabase.open(folder, SQLITE, Clock.systemUTC()));
        session = create(database, session());
        database.awaitAttempt();
        start(StoreSamples.WRITER);
    }

    void start(WriterSettings settings) throws Exception {
        writer = kit.spawn(Behaviors.supervise(Writer.create(database, settings, ticker))
                .onFailure(SupervisorStrategy.restartWithBackoff(Duration.ofMillis(100), Duration.ofSeconds(1), 0.0)));
        assertThat(database.awaitAttempt()).containsExactly(Write.Probe.INSTANCE);
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
        database.close();
    }

    void pass(Duration duration) {
        ticker.advance(duration);
        time.timePasses(duration);
    }

    NewMessage append(NewMessage message) {
        writer.tell(new Writer.Append(session.key(), message, Long.MAX_VALUE, sender.ref()));
        return message;
    }

    NewMessage append() {
        return append(question("{}"));
    }

    List<AppendOutcome> outcomes() {
        return sender.receiveMessage(Duration.ofSeconds(10)).outcomes();
    }

    AppendOutcome outcome() {
        List<AppendOutcome> outcomes = outcomes();
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    Writer.Status status() {
        writer.tell(new Writer.GetStatus(statuses.ref()));
        return statuses.receiveMessage();
    }

    /** Asks until the writer has come to what the test waits for: it has no other way to tell. */
    Writer.Status awaitStatus(Predicate<Writer.Status> wanted) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Writer.Status status = status();
        while (!wanted.test(status)) {
            assertThat(System.nanoTime()).as("still %s", status).isLessThan(until);
            Thread.yield();
            status = status();
        }
        return status;
    }

    List<Message> stored() throws StoreException {
        return Rows.all(database, session);
    }

    List<AppendOutcome> outcomes(int count) {
        List<AppendOutcome> all = new ArrayList<>();
        while (all.size() < count) {
            all.addAll(outcomes());
        }
        assertThat(all).hasSize(count);
        return all;
    }

    void passUntilAccepted() {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (status().trouble() != null) {
            assertThat(System.nanoTime()).isLessThan(until);
            pass(Duration.ofSeconds(5));
        }
    }

    /** After a commit that may have been made: when the writer has looked for it, lets it try again. */
    List<Write> passUntilRetry() throws InterruptedException {
        database.awaitSettled();
        status(); // It has asked for the look-up, so what was found is in its mailbox.
        status(); // It has heard of that.
        pass(Duration.ofSeconds(5));
        return database.awaitAttempt();
    }

    List<Write> passUntilRestarted() throws InterruptedException {
        while (!database.hasAttempt()) {
            pass(Duration.ofMillis(100));
        }
        return database.awaitAttempt();
    }
}
