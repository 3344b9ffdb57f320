package switchboard.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.session.api.HubProtocol;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;
import switchboard.testing.Done;
import switchboard.testing.EachOf;
import switchboard.testing.TestTicker;

class HealthTest {
    private static final HealthSettings SETTINGS = new HealthSettings(Duration.ofSeconds(1), Duration.ofSeconds(5));
    private static final Instant NOW = Instant.parse("2026-11-23T03:05:33.123Z");
    private static final HubProtocol.Counts COUNTS = new HubProtocol.Counts(3, 2, 4, 50);
    private static final Writer.Status ACCEPTING = new Writer.Status(null, 10);

    private final TestTicker ticker = new TestTicker();
    private ActorTestKit kit;
    private ManualTime time;
    private TestProbe<Writer.Command> writer;
    private TestProbe<History.Command> history;
    private TestProbe<HubProtocol.Command> hub;
    private HealthBoard board;
    private ActorRef<Health.Command> health;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create(ManualTime.config());
        time = ManualTime.get(kit.system());
        writer = kit.createTestProbe();
        history = kit.createTestProbe();
        hub = kit.createTestProbe();
        board = new HealthBoard("1.2.3", Optional.of("0123abc"), SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC), ticker);
        health = kit.spawn(Behaviors.supervise(
                        Health.create(writer.getRef(), history.getRef(), hub.getRef(), board, SETTINGS, ticker))
                .onFailure(SupervisorStrategy.restart()));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void handlesEveryCommand() {
        TestProbe<Health.Command> done = kit.createTestProbe();
        ActorRef<Health.Command> told = kit.spawn(Behaviors.intercept(
                () -> new Done<>(Health.Command.class, done.getRef()),
                Health.create(writer.getRef(), history.getRef(), hub.getRef(), board, SETTINGS, ticker)));
        EachOf.type(
                        Health.Command.class,
                        ACCEPTING,
                        new History.PingReply(Optional.empty()),
                        COUNTS,
                        new IllegalStateException("on purpose"))
                .stream()
                .filter(command -> !(command instanceof Health.Poison)) // Who handles that one fails.
                .forEach(command -> {
                    told.tell(command);
                    done.expectMessage(command);
                });
    }

    private void pass(Duration duration) {
        for (Duration left = duration; !left.isZero(); left = left.minusSeconds(1)) {
            ticker.advance(Duration.ofSeconds(1));
            time.timePasses(Duration.ofSeconds(1));
        }
    }

    private void answerAll() {
        answerWriter(ACCEPTING);
        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
    }

    private void answerWriter(Writer.Status status) {
        writer.expectMessageClass(Writer.GetStatus.class).replyTo().tell(status);
    }

    private void answerHistory(Optional<Trouble> trouble) {
        history.expectMessageClass(History.Ping.class).replyTo().tell(new History.PingReply(trouble));
    }

    /** Waits until what was told has been taken up: the actor handles one message after the other. */
    private HealthReport reportWith(java.util.function.Predicate<HealthReport> expected) {
        TestProbe<Object> patience = kit.createTestProbe();
        return patience.awaitAssert(Duration.ofSeconds(5), Duration.ofMillis(5), () -> {
            HealthReport report = board.get();
            assertThat(report).matches(expected);
            return report;
        });
    }

    @Test
    void isNeitherHealthyNorReadyBeforeItsFirstCheck() {
        HealthReport report = board.get();

        assertThat(report.healthy()).isFalse();
        assertThat(report.database()).contains("error: not checked yet");
        assertThat(report.notReady()).contains("starting");
    }

    @Test
    void isHealthyOnceAllAnsweredAndReadyOnceStarted() {
        answerAll();
        HealthReport starting = reportWith(HealthReport::healthy);
        assertThat(starting.notReady()).contains("starting");
        assertThat(starting.counts()).isEqualTo(COUNTS);
        assertThat(starting.timestamp()).isEqualTo(NOW);
        assertThat(starting.version()).isEqualTo("1.2.3");
        assertThat(starting.commit()).contains("0123abc");

        health.tell(Health.Started.INSTANCE);
        reportWith(report -> report.notReady().isEmpty());
    }

    @Test
    void isNotReadyWhileDrainingForEver() {
        health.tell(Health.Started.INSTANCE);
        answerAll();
        reportWith(report -> report.notReady().isEmpty());

        health.tell(Health.Draining.INSTANCE);
        health.tell(Health.Started.INSTANCE);
        HealthReport report = reportWith(now -> now.notReady().isPresent());
        assertThat(report.notReady()).contains("draining");
        assertThat(report.healthy()).isTrue();
    }

    @Test
    void saysWhyCommitsAreNotAcceptedAndRecovers() {
        health.tell(Health.Started.INSTANCE);
        answerAll();
        reportWith(report -> report.notReady().isEmpty());

        pass(Duration.ofSeconds(1));
        answerWriter(new Writer.Status(Trouble.NO_ROOM, 9_000));
        HealthReport report = reportWith(now -> !now.healthy());
        assertThat(report.database()).contains("error: the disk is full");
        assertThat(report.notReady()).contains("the disk is full");

        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        pass(Duration.ofSeconds(1));
        answerAll();
        reportWith(now -> now.healthy() && now.notReady().isEmpty());
    }

    @Test
    void saysThatReadsFail() {
        answerWriter(ACCEPTING);
        answerHistory(Optional.of(Trouble.DAMAGED));
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);

        reportWith(report -> report.database().equals(Optional.of("error: the database is damaged")));
    }

    /** One bad row of one session must not have a proxy send everybody away. */
    @Test
    void isReadyWhereAllThatIsWrongIsThatAPartIsDamaged() {
        health.tell(Health.Started.INSTANCE);
        answerWriter(ACCEPTING);
        answerHistory(Optional.of(Trouble.DAMAGED));
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        reportWith(report -> !report.healthy() && report.notReady().isEmpty());

        pass(Duration.ofSeconds(1));
        answerWriter(new Writer.Status(Trouble.DAMAGED, 0));
        reportWith(report -> report.notReady().equals(Optional.of("the database is damaged")));
    }

    @Test
    void countsSilenceBeyondTheLimitAsUnhealthy() {
        answerAll();
        reportWith(HealthReport::healthy);

        pass(Duration.ofSeconds(1));
        answerWriter(ACCEPTING);
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        history.expectMessageClass(History.Ping.class);
        for (int second = 0; second < 4; second++) {
            pass(Duration.ofSeconds(1));
            answerWriter(ACCEPTING);
            hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
            history.expectNoMessage(Duration.ZERO);
        }
        assertThat(board.get().healthy()).isTrue();

        pass(Duration.ofSeconds(2));
        HealthReport report = reportWith(now -> !now.healthy());
        assertThat(report.database())
                .hasValueSatisfying(text -> assertThat(text).contains("history reader"));
        // The question is taken for lost, and asked again.
        answerHistory(Optional.empty());
        answerWriter(ACCEPTING);
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        reportWith(HealthReport::healthy);
    }

    @Test
    void isUnhealthyButNamesNoDatabaseWhenTheHubIsSilent() {
        answerWriter(ACCEPTING);
        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class);
        reportWith(report -> report.database().isEmpty());

        assertThat(board.get().healthy()).isFalse();
    }

    @Test
    void doesNotTrustAnOldSelfCheck() {
        answerAll();
        reportWith(HealthReport::healthy);

        // The ticker goes on, but no timer fires: the actor hangs.
        ticker.advance(Duration.ofSeconds(7));

        assertThat(board.get().healthy()).isFalse();
        assertThat(board.get().database()).contains("error: no self-check for 7 s");
        assertThat(board.get().uptimeSeconds()).isEqualTo(7);
    }

    // ---- after a failure of its own

    private void fail() {
        health.tell(HealthPoison.of(new IllegalStateException("on purpose")));
    }

    /** It was 503 for ever: whether the server had started was known to nobody any more. */
    @Test
    void whoWasReadyStaysSoWithoutAMomentOfDoubt_I8() {
        answerAll();
        health.tell(Health.Started.INSTANCE);
        reportWith(report -> report.notReady().isEmpty());

        fail();
        answerWriter(ACCEPTING);
        assertThat(board.get().healthy())
                .as("the others have not answered again")
                .isTrue();
        assertThat(board.get().notReady()).isEmpty();
        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(new HubProtocol.Counts(4, 2, 4, 50));
        HealthReport report = reportWith(now -> now.counts().activeSessions() == 4);
        assertThat(report.healthy()).isTrue();
        assertThat(report.notReady()).isEmpty();
    }

    @Test
    void whoDrainsGoesOnDrainingAfterAFailure_I8_I10() {
        health.tell(Health.Started.INSTANCE);
        health.tell(Health.Draining.INSTANCE);
        answerAll();
        reportWith(HealthReport::healthy);

        fail();
        health.tell(Health.Started.INSTANCE);
        answerWriter(new Writer.Status(Trouble.NO_ROOM, 9_000));
        HealthReport report = reportWith(now -> !now.healthy());
        assertThat(report.notReady()).contains("draining");
    }

    /** Nor does silence begin anew by it. */
    @Test
    void theAnswerThatWasLostIsAskedForAgain_I8() {
        answerAll();
        reportWith(HealthReport::healthy);
        pass(Duration.ofSeconds(1));
        writer.expectMessageClass(Writer.GetStatus.class);
        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        pass(Duration.ofSeconds(1));
        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);

        fail();
        writer.expectMessageClass(Writer.GetStatus.class);
        answerHistory(Optional.empty());
        hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        for (int second = 0; second < 5; second++) {
            pass(Duration.ofSeconds(1));
            answerHistory(Optional.empty());
            hub.expectMessageClass(HubProtocol.GetCounts.class).replyTo().tell(COUNTS);
        }
        HealthReport report = reportWith(now -> !now.healthy());
        assertThat(report.database())
                .hasValueSatisfying(text -> assertThat(text).contains("the writer"));
    }
}
