package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.TailBudgets;
import switchboard.store.writer.Writer;

/** The end of a session, and how long its actor lives. */
class SessionEndTest extends SessionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    SessionEndTest() {
        super(ACTORS);
    }

    // ---- the end

    @Test
    void theEndHasItsPlaceInTheLogAndWhatComesAfterIsRefused() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        said(session, 2);
        session.tell(new SessionProtocol.End(stored.info().endedAt(NOON), 2));
        assertThat(ann.events
                        .expectMessageClass(SessionEvent.SessionEnded.class)
                        .lastSeq())
                .isEqualTo(2);
        assertThat(ann.follower.taken()).containsExactly(1L, 2L);
        ann.submit(Lesson.question("late"));
        assertThat(ann.refusal()).isEqualTo(Refusal.SESSION_ENDED);
        Client late = student(session, BOB, 0).join();
        late.events.expectMessageClass(SessionEvent.SessionEnded.class);
    }

    @Test
    void anEndBehindWhatPassedHereIsReachedThroughTheStore_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        session.tell(new SessionProtocol.End(stored.info().endedAt(NOON), 3));
        assertThat(ann.events.expectMessageClass(SessionEvent.ReadUpTo.class).head())
                .isEqualTo(3);
        assertThat(ann.events
                        .expectMessageClass(SessionEvent.SessionEnded.class)
                        .lastSeq())
                .isEqualTo(3);
    }

    @Test
    void anEndThatNobodyToldIsFoundInTheLogAndToldToAll() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        ann.submit(Lesson.question("late"));
        WriterByHand.reject(log.append(), Refusal.SESSION_ENDED);
        assertThat(ann.refusal()).isEqualTo(Refusal.SESSION_ENDED);
        log.headIs(0, NOON);
        assertThat(ann.events
                        .expectMessageClass(SessionEvent.SessionEnded.class)
                        .lastSeq())
                .isZero();
        assertThat(hub.expectMessageClass(HubProtocol.EndSeen.class)
                        .session()
                        .info()
                        .active())
                .isFalse();
    }

    @Test
    void aSessionThatStartsAgainAfterItsEndTellsSoToWhoComesBack() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0);
        session.tell(new SessionProtocol.Rejoin(ann.subscriber, new View(ANN, Role.STUDENT, ProtocolVersion.V1, 0)));
        log.headIs(7, NOON);
        ann.events.expectMessageClass(SessionEvent.Rejoined.class);
        assertThat(ann.events
                        .expectMessageClass(SessionEvent.SessionEnded.class)
                        .lastSeq())
                .isEqualTo(7);
    }

    // ---- its own life

    @Test
    void offersToStopOnlyWhenNobodyIsThereNothingIsPendingAndTheRateWindowsAreEmpty() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        ACTORS.pass(Duration.ofSeconds(60));
        ann.hearsNothing();
        hub.expectNoMessage(Duration.ZERO);
        ann.submit(Lesson.question("?"));
        Writer.Append append = log.append();
        session.tell(new SessionProtocol.Leave(ann.subscriber.id()));
        ACTORS.pass(Duration.ofSeconds(60));
        ACTORS.pass(Duration.ofSeconds(60));
        barrier(session);
        hub.expectMessageClass(HubProtocol.Registered.class);
        hub.expectNoMessage(Duration.ZERO);
        log.commit(append);
        ACTORS.pass(Duration.ofSeconds(60));
        assertThat(hub.expectMessageClass(HubProtocol.SessionIdle.class).forwardsSeen())
                .isEqualTo(1);
        session.tell(SessionProtocol.Stop.INSTANCE);
        hub.expectTerminated(session);
    }

    @Test
    void whatItHeldOfTheTailsIsFreeHoweverItStops() {
        for (SessionProtocol.Command end : List.of(SessionProtocol.Stop.INSTANCE, Faults.ofTheActor())) {
            ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
            said(session, 3);
            assertThat(TailBudgets.hasLeft(budget, ALL_TAILS)).isFalse();
            session.tell(end);
            hub.expectTerminated(session);
            assertThat(TailBudgets.hasLeft(budget, ALL_TAILS)).isTrue();
        }
    }

    @Test
    void moreJoinsThanItCanHoldWhileItStartsAreLeftToBeAskedAgain_I5() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 2);
        List<Client> clients = new ArrayList<>();
        for (UserId user : List.of(ANN, BOB, TEACHER)) {
            clients.add(student(session, user, 0).join());
        }
        session.tell(new SessionProtocol.End(stored.info().endedAt(NOON), 0));
        session.tell(new SessionProtocol.Register(hub.getRef()));
        log.headIs(0, null);
        HubProtocol.Registered registered = hub.expectMessageClass(HubProtocol.Registered.class);
        assertThat(registered.subscribers()).hasSize(2);
        assertThat(registered.forwardsSeen())
                .as("the hub counts all that it sent")
                .isEqualTo(3);
        assertThat(registered.session().info().active())
                .as("an end is not lost")
                .isFalse();
        clients.get(2).events.expectNoMessage(Duration.ZERO);
    }

    /** It failed: nobody had counted them. */
    @Test
    void clientsThatLeaveWhileItStartsDoNotFillItUp_I5() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 2);
        student(session, ANN, 0).join();
        student(session, BOB, 0).join();
        for (int i = 0; i < 100; i++) {
            session.tell(new SessionProtocol.StopLongPoll(LongPollId.next()));
        }
        session.tell(new SessionProtocol.End(stored.info().endedAt(NOON), 0));
        session.tell(new SessionProtocol.Register(hub.getRef()));
        log.headIs(0, null);
        HubProtocol.Registered registered = hub.expectMessageClass(HubProtocol.Registered.class);
        assertThat(registered.subscribers()).hasSize(2);
        assertThat(registered.forwardsSeen()).isEqualTo(2);
        assertThat(registered.session().info().active()).isFalse();
    }
}
