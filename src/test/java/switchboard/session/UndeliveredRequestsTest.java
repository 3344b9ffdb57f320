package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;

/** What was sent to the actor of a session that is not there any more. */
class UndeliveredRequestsTest {
    private final ActorTestKit kit = ActorTestKit.create();
    private final org.apache.pekko.event.EventStream events =
            Adapter.toClassic(kit.system()).eventStream();

    @AfterEach
    void endSystem() {
        kit.shutdownTestKit();
    }

    private <T> ActorRef<T> gone() {
        ActorRef<T> actor = kit.spawn(Behaviors.stopped());
        kit.createTestProbe().expectTerminated(actor);
        return actor;
    }

    @Test
    void isAnsweredAtOnce() {
        ActorRef<DeadLetter> undelivered = kit.spawn(UndeliveredRequests.create());
        events.subscribe(Adapter.toClassic(undelivered), DeadLetter.class);
        TestProbe<HubProtocol.ParticipantsReply> asker = kit.createTestProbe();

        this.<SessionProtocol.Command>gone().tell(new SessionProtocol.GetParticipants(null, asker.getRef()));

        assertThat(asker.expectMessageClass(HubProtocol.NotDone.class).refused())
                .isEqualTo(HubProtocol.FULL);
    }

    /** Until Pekko has noticed that, it is told of each dead letter, and that itself is none. */
    @Test
    void oneDeadLetterStaysOneAfterTheEndOfWhoeverAnswers() {
        ActorRef<DeadLetter> undelivered = kit.spawn(UndeliveredRequests.create());
        kit.stop(undelivered);
        TestProbe<DeadLetter> letters = kit.createTestProbe();
        events.subscribe(Adapter.toClassic(undelivered), DeadLetter.class);
        events.subscribe(Adapter.toClassic(letters.getRef()), DeadLetter.class);
        ActorRef<String> nobody = gone();

        nobody.tell("first");
        nobody.tell("last");

        assertThat(letters.expectMessageClass(DeadLetter.class).message()).isEqualTo("first");
        assertThat(letters.expectMessageClass(DeadLetter.class).message()).isEqualTo("last");
    }
}
