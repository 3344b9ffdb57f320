package switchboard.failures;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.testing.RecordedEvents;

/** Each failure is one line with its event, whatever was thrown: Pekko's own line is turned off. */
class LoggedFailuresTest {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(LoggedFailures.class);

    /** Of this test's own actor; those of other tests may fail meanwhile. */
    private static final String ACTOR = "one that fails in LoggedFailuresTest";

    private record Fail(Throwable cause, ActorRef<String> replyTo) {}

    private final ActorTestKit kit = ActorTestKit.create();
    private final RecordedEvents log = new RecordedEvents();

    @BeforeEach
    void listen() {
        log.start();
        LOGGER.addAppender(log);
    }

    @AfterEach
    void stop() {
        LOGGER.detachAppender(log);
        kit.shutdownTestKit();
    }

    static List<Throwable> failures() {
        return List.of(new IllegalStateException("a bug"), new AssertionError("what cannot be"));
    }

    /** The first message makes it fail, all later ones are answered. */
    private static Behavior<Fail> failing() {
        return Behaviors.receiveMessage(fail -> {
            if (fail.cause() instanceof Error error) {
                throw error;
            }
            if (fail.cause() instanceof RuntimeException bug) {
                throw bug;
            }
            fail.replyTo().tell("here");
            return Behaviors.same();
        });
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureOfWhoStartsAgainIsOneLine(Throwable failure) {
        TestProbe<String> answers = kit.createTestProbe();
        ActorRef<Fail> actor = kit.spawn(Behaviors.supervise(LoggedFailures.restarting(ACTOR, failing()))
                .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false)));

        actor.tell(new Fail(failure, answers.ref()));
        actor.tell(new Fail(null, answers.ref()));

        answers.expectMessage("here");
        assertThat(lines()).containsExactly(LogEvents.ACTOR_FAILED + " " + failure.getMessage());
    }

    @Test
    void aBugOfWhoStopsIsOneLine() {
        TestProbe<String> answers = kit.createTestProbe();
        ActorRef<Fail> actor = kit.spawn(LoggedFailures.stopping(
                ACTOR, event -> event.addKeyValue(LogFields.EVENT, LogEvents.SESSION_FAILED), failing()));

        actor.tell(new Fail(new IllegalStateException("a bug"), answers.ref()));

        answers.expectTerminated(actor);
        assertThat(lines()).containsExactly(LogEvents.SESSION_FAILED + " a bug");
    }

    private List<String> lines() {
        return log.soFar().stream()
                .filter(event -> event.getFormattedMessage().contains(ACTOR))
                .map(event -> event.getKeyValuePairs().get(0).value + " "
                        + event.getThrowableProxy().getMessage())
                .toList();
    }
}
