package switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.session.ActorsExtension;

/** What waits for a time: by the scheduler it may be due, and is not before the process has run so long. */
class LimitsByRunningTimeTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private record Question(ActorRef<String> replyTo) {}

    private final TestProbe<String> told = ACTORS.probe(String.class);

    /** Says what it gets, and where its alarm is told too soon that it waits on. */
    private ActorRef<String> alarmed() {
        Behavior<String> behavior = Behaviors.withTimers(timers -> {
            Alarms<String> alarms = new Alarms<>(timers, ACTORS.ticker());
            alarms.set("due", TEN);
            return Behaviors.<String>receiveMessage(message -> {
                if (message.equals("cancel")) {
                    alarms.cancel("due");
                } else {
                    String heard = alarms.isSet(message) && !alarms.rings(message) ? "waits on" : message;
                    told.getRef().tell(heard);
                }
                return Behaviors.same();
            });
        });
        ActorRef<String> actor = ACTORS.kit().spawn(behavior);
        actor.tell("set");
        told.expectMessage("set");
        return actor;
    }

    @Test
    void anAlarmRingsAfterItsTime() {
        alarmed();
        ACTORS.pass(TEN);

        told.expectMessage("due");
    }

    @Test
    void anAlarmWaitsForTheRestOfItsTimeBehindAPause() {
        alarmed();
        ACTORS.pass(Duration.ofSeconds(4));
        ACTORS.standStill(Duration.ofSeconds(6));
        told.expectMessage("waits on");
        ACTORS.pass(Duration.ofSeconds(5));
        told.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofSeconds(1));

        told.expectMessage("due");
    }

    @Test
    void aCancelledAlarmIsSilent() {
        ActorRef<String> actor = alarmed();
        actor.tell("cancel");
        actor.tell("cancelled");
        told.expectMessage("cancelled");
        ACTORS.pass(TEN.multipliedBy(2));
        actor.tell("last");

        told.expectMessage("last");
    }

    @Test
    void anAppointmentWaitsForTheRestOfItsTimeBehindAPause() {
        new Deadlines(ACTORS.kit().system(), ACTORS.ticker())
                .after(TEN, () -> told.getRef().tell("done"));
        ACTORS.pass(Duration.ofSeconds(4));
        ACTORS.standStill(Duration.ofSeconds(60));
        ACTORS.pass(Duration.ofSeconds(5));
        told.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofSeconds(1));

        told.expectMessage("done");
    }

    @Test
    void aQuestionTakesAnAnswerThatComesBehindAPause() {
        TestProbe<Question> actor = ACTORS.probe(Question.class);
        CompletableFuture<String> answer = asked(actor);
        ACTORS.standStill(Duration.ofSeconds(60));
        actor.expectMessageClass(Question.class).replyTo().tell("yes");

        assertThat(answer).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("yes");
    }

    @Test
    void aQuestionFailsWhenItsTimeIsOver() {
        CompletableFuture<String> answer = asked(ACTORS.probe(Question.class));
        ACTORS.pass(TEN);

        assertThatThrownBy(answer::join).hasRootCauseInstanceOf(TimeoutException.class);
    }

    private static CompletableFuture<String> asked(TestProbe<Question> actor) {
        return new Questions(ACTORS.kit().system(), ACTORS.ticker())
                .<Question, String>ask(actor.getRef(), Question::new, TEN)
                .toCompletableFuture();
    }
}
