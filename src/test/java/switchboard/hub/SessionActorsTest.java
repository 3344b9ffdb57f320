package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.session.ActorsExtension;
import switchboard.session.Faults;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoreSamples;
import switchboard.store.writer.Writer;

/** Actors of sessions that fail or stop, and what becomes of who waits for them. */
class SessionActorsTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    SessionActorsTest() {
        super(ACTORS);
    }

    /** Whoever loads it fails: nobody joined at no time. */
    private static final Writer.HeadRead HEAD_THAT_NO_LOG_HAS = new Writer.HeadRead(
            0,
            0,
            null,
            null,
            List.of(StoreSamples.firstJoin(ANN, Role.STUDENT, null), StoreSamples.firstJoin(BOB, Role.STUDENT, null)),
            0);

    @Test
    void aSessionThatFailedStartsAgainWithBackOffAndItsConnectionsComeBack_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        ActorRef<SessionProtocol.Command> first = ann.session;
        fail(hub, first);
        ann.rejoin(first);
        settle(hub);
        writer.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofMillis(100));
        headIs(3);
        ActorRef<SessionProtocol.Command> second = ann.rejoined();
        assertThat(second).isNotEqualTo(first);
        fail(hub, second);
        ann.rejoin(second);
        settle(hub);
        ACTORS.pass(Duration.ofMillis(199));
        settle(hub);
        writer.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofMillis(1));
        headIs(3);
        ann.rejoined();
        assertThat(counts(hub).connections()).isEqualTo(1);
    }

    /** Found by reading: it was forwarded to the actor that was gone, and answered by nobody. */
    @Test
    void aConnectionThatHearsOfTheFailureBeforeTheHubIsKeptForTheSuccessor_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        ActorRef<SessionProtocol.Command> first = ann.session;
        ann.rejoin(first);
        settle(hub);
        ann.events.expectNoMessage(Duration.ZERO);
        fail(hub, first);
        ACTORS.pass(Duration.ofMillis(100));
        headIs(0);
        ann.rejoined();
    }

    @Test
    void aJoinThatWasLostWithItsSessionIsTakenWhenItIsSaidAgain_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = client(hub, ANN, Role.STUDENT).join();
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        asked.replyTo().tell(HEAD_THAT_NO_LOG_HAS);
        writer.expectTerminated(asked.replyTo().<Object>unsafeUpcast());
        settle(hub);
        ACTORS.pass(Duration.ofMillis(100));
        headIs(0);
        ann.events.expectNoMessage(Duration.ZERO);
        ann.join().joined();
    }

    /** It had no answer until the caller's time was over. */
    @Test
    void aRequestThatWasLostWithItsSessionIsAnsweredAtOnce_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        joined(hub, ANN, Role.STUDENT);
        hub.tell(Faults.ofTheSession(algebra.info().id()));
        for (int i = 0; i < 20; i++) {
            hub.tell(new HubProtocol.Post(
                    algebra.info().id(),
                    ANN,
                    Role.STUDENT,
                    FrameReader.binary(),
                    replies.getRef().narrow()));
        }
        // Some were in its mailbox, others find that there is none.
        for (int i = 0; i < 20; i++) {
            assertRefused(Refusal.UNAVAILABLE);
        }
    }

    @Test
    void whatWaitsForTheHeadOfALogIsAnsweredIfItsSessionFails_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        client(hub, ANN, Role.STUDENT).join();
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        hub.tell(new HubProtocol.GetParticipants(
                algebra.info().id(), null, replies.getRef().narrow()));
        asked.replyTo().tell(HEAD_THAT_NO_LOG_HAS);
        writer.expectTerminated(asked.replyTo().<Object>unsafeUpcast());
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void aSessionWithoutUseStopsAndTheNextJoinStartsAnother() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        ActorRef<SessionProtocol.Command> first = ann.session;
        first.tell(new SessionProtocol.Leave(ann.subscriber.id()));
        hub.tell(new HubProtocol.Release(algebra.info().id(), ann.subscriber.id()));
        settle(hub);
        ACTORS.pass(Duration.ofSeconds(60));
        writer.expectTerminated(first);
        client(hub, BOB, Role.STUDENT).join();
        headIs(0);
    }

    @Test
    void aJoinOnItsWayKeepsTheSession() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        ActorRef<SessionProtocol.Command> first = ann.session;
        hub.tell(new HubProtocol.Release(algebra.info().id(), ann.subscriber.id()));
        // What the session said before it saw the join that the hub has sent it meanwhile.
        hub.tell(new HubProtocol.SessionIdle(algebra.info().id(), first, 0));
        Client bob = client(hub, BOB, Role.STUDENT).join().joined();
        assertThat(bob.session).isEqualTo(first);
        hub.tell(new HubProtocol.SessionIdle(algebra.info().id(), first, 2));
        assertThat(client(hub, TEACHER, Role.INSTRUCTOR).join().joined().session)
                .isEqualTo(first);
    }

    @Test
    void whoJoinsWhileTheSessionStopsGetsItsSuccessor() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        hub.tell(new HubProtocol.Release(algebra.info().id(), ann.subscriber.id()));
        hub.tell(new HubProtocol.SessionIdle(algebra.info().id(), ann.session, 1));
        Client bob = client(hub, BOB, Role.STUDENT).join();
        headIs(0);
        assertThat(bob.joined().session).isNotEqualTo(ann.session);
    }
}
