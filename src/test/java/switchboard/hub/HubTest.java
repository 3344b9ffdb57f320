package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.NOT_ENROLLED;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.StorageFailure;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** Who may join, and how sessions begin and end. */
class HubTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    HubTest() {
        super(ACTORS);
    }

    // ---- admitting

    @Test
    void refusesInTheOrderOfTheContract() {
        ActorRef<HubProtocol.Command> hub = hub();
        SessionId unknown = SessionId.next();
        admit(hub, unknown, NOT_ENROLLED, Role.STUDENT);
        find(unknown, Optional.empty());
        assertRefused(Refusal.SESSION_NOT_FOUND);
        StoredSession ended = Lesson.stored(7);
        admit(hub, ended.info().id(), NOT_ENROLLED, Role.STUDENT);
        find(ended.info().id(), Optional.of(ended.ended(ended.info().endedAt(NOON))));
        assertRefused(Refusal.SESSION_ENDED);
        hub.tell(HubProtocol.StopAdmitting.INSTANCE);
        admit(hub, algebra.info().id(), NOT_ENROLLED, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        admit(hub, algebra.info().id(), NOT_ENROLLED, Role.INSTRUCTOR);
        assertRefused(Refusal.UNAVAILABLE);
        create(hub);
        assertRefused(Refusal.UNAVAILABLE);
        hub.tell(new HubProtocol.End(
                algebra.info().id(), Lesson.CLIENT, replies.getRef().narrow()));
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void aSecondOfSilenceFromTheStoreIsNotANo() {
        ActorRef<HubProtocol.Command> hub = hub();
        admit(hub, SessionId.next(), ANN, Role.STUDENT);
        history.expectMessageClass(History.FindSession.class).replyTo().tell(new History.FindFailed(Trouble.LOCKED));
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void questionsThatWaitForTheStoreAreBounded_I5() {
        ActorRef<HubProtocol.Command> hub = hub(settings(10, 2, 100));
        joined(hub, ANN, Role.STUDENT);
        create(hub);
        admit(hub, SessionId.next(), ANN, Role.STUDENT);
        hub.tell(new HubProtocol.Find(SessionId.next(), replies.getRef().narrow()));
        assertRefused(Refusal.UNAVAILABLE);
        hub.tell(new HubProtocol.Find(algebra.info().id(), replies.getRef().narrow()));
        assertThat(replies.receiveMessage()).as("needs no store").isInstanceOf(HubProtocol.Found.class);
        created();
        replies.receiveMessage();
        hub.tell(new HubProtocol.Find(SessionId.next(), replies.getRef().narrow()));
        history.expectMessageClass(History.FindSession.class);
        history.expectMessageClass(History.FindSession.class);
    }

    @Test
    void aSlotThatNobodyTakesExpiresAndALateJoinIsTakenAllTheSame() {
        ActorRef<HubProtocol.Command> hub = hub(settings(10, 10, 1));
        ConnectionId id = admitted(hub, ANN, Role.STUDENT);
        admit(hub, algebra.info().id(), BOB, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        ACTORS.pass(Duration.ofSeconds(21));
        admitted(hub, BOB, Role.STUDENT);
        new Client(hub, id, ANN, Role.STUDENT).join();
        headIs(0);
        assertThat(counts(hub).connections()).isEqualTo(1);
    }

    @Test
    void countsNeverCountReplacedConnections_I6() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client first = joined(hub, ANN, Role.STUDENT);
        Client second = client(hub, ANN, Role.STUDENT).join().joined();
        Client teacher = client(hub, TEACHER, Role.INSTRUCTOR).join().joined();
        first.events.expectMessage(SessionEvent.Replaced.INSTANCE);
        assertThat(counts(hub)).isEqualTo(new HubProtocol.Counts(1, 1, 1, 1));
        hub.tell(new HubProtocol.Release(algebra.info().id(), first.subscriber.id()));
        assertThat(counts(hub).connections()).as("late end of the old one").isEqualTo(2);
        hub.tell(new HubProtocol.Release(algebra.info().id(), second.subscriber.id()));
        hub.tell(new HubProtocol.Release(algebra.info().id(), teacher.subscriber.id()));
        assertThat(counts(hub)).isEqualTo(new HubProtocol.Counts(1, 0, 0, 0));
    }

    // ---- instructors

    @Test
    void noMoreInstructorsAreAdmittedThanASessionHasSlotsForAndItsCreatorAlways_I5() {
        ActorRef<HubProtocol.Command> hub = hub(settings(10, 1_000, 1_000));
        for (int i = 0; i < Lesson.SETTINGS.maxInstructors(); i++) {
            if (i % 100 == 99) {
                ACTORS.pass(Duration.ofSeconds(1));
            }
            admitted(hub, new UserId("i-" + i), Role.INSTRUCTOR);
        }
        ACTORS.pass(Duration.ofSeconds(1));
        admit(hub, algebra.info().id(), NOT_ENROLLED, Role.INSTRUCTOR);
        assertRefused(Refusal.UNAVAILABLE);
        admitted(hub, new UserId("i-7"), Role.INSTRUCTOR);
        admitted(hub, TEACHER, Role.INSTRUCTOR);
        admitted(hub, ANN, Role.STUDENT);
    }

    @Test
    void theHubAdmitsOnlyThoseInstructorsThatTheSessionNames() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        hub.tell(new HubProtocol.InstructorsFull(algebra.info().id(), ann.session, Set.of(BOB)));
        admit(hub, algebra.info().id(), NOT_ENROLLED, Role.INSTRUCTOR);
        assertRefused(Refusal.UNAVAILABLE);
        admitted(hub, BOB, Role.INSTRUCTOR);
        admitted(hub, TEACHER, Role.INSTRUCTOR);
        hub.tell(new HubProtocol.InstructorsFull(algebra.info().id(), ann.session, Set.of()));
        admitted(hub, NOT_ENROLLED, Role.INSTRUCTOR);
    }

    // ---- creating and ending

    @Test
    void creationsUnderWayCountTowardsTheLimit() {
        ActorRef<HubProtocol.Command> hub = hub(settings(2, 10, 10));
        create(hub);
        create(hub);
        create(hub);
        assertRefused(Refusal.TOO_MANY_SESSIONS);
        created();
        SessionInfo info = ((HubProtocol.Created) replies.receiveMessage()).session();
        assertThat(counts(hub).activeSessions()).isEqualTo(2);
        assertThat(info.active()).isTrue();
    }

    @Test
    void aCreationThatWasNotStoredDoesNotCount() {
        ActorRef<HubProtocol.Command> hub = hub(settings(2, 10, 10));
        create(hub);
        writer.expectMessageClass(Writer.CreateSession.class)
                .replyTo()
                .tell(new Writer.NotStored(StorageFailure.NOT_STORED));
        assertRefused(Refusal.STORAGE_FAILED);
        create(hub);
        created();
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Created.class);
    }

    @Test
    void theEndIsAnsweredOnceStoredAndToldToWhoIsThere() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        hub.tell(new HubProtocol.End(
                algebra.info().id(), Lesson.CLIENT, replies.getRef().narrow()));
        Writer.EndSession end = writer.expectMessageClass(Writer.EndSession.class);
        ann.events.expectNoMessage(Duration.ZERO);
        end.replyTo().tell(new Writer.Ended(algebra.info().endedAt(NOON), 5));
        assertThat(((HubProtocol.Ended) replies.receiveMessage()).session().active())
                .isFalse();
        assertThat(ann.events
                        .expectMessageClass(SessionEvent.SessionEnded.class)
                        .lastSeq())
                .isEqualTo(5);
        assertThat(counts(hub).activeSessions()).isZero();
        admit(hub, algebra.info().id(), BOB, Role.STUDENT);
        assertRefused(Refusal.SESSION_ENDED);
    }

    /** Found by reading: an end whose answer was lost was told to nobody, and the session stayed listed for ever. */
    @Test
    void anEndOfWhichTheHubHeardNothingIsMadeUpForByTheNextOne() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        hub.tell(new HubProtocol.End(
                algebra.info().id(), Lesson.CLIENT, replies.getRef().narrow()));
        writer.expectMessageClass(Writer.EndSession.class)
                .replyTo()
                .tell(new Writer.AlreadyEnded(algebra.info().endedAt(NOON)));
        assertRefused(Refusal.ALREADY_ENDED);
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        asked.replyTo().tell(StoreSamples.headRead(0, 0, NOON));
        ann.events.expectMessageClass(SessionEvent.SessionEnded.class);
        assertThat(counts(hub).activeSessions()).isZero();
    }

    @Test
    void aSessionThatTheStoreKnowsToBeActiveIsAdopted() {
        ActorRef<HubProtocol.Command> hub = hub();
        StoredSession lost = Lesson.stored(9);
        admit(hub, lost.info().id(), ANN, Role.STUDENT);
        find(lost.info().id(), Optional.of(lost));
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
    }

    @Test
    void aSessionThatEndsBetweenCheckAndUpgradeSaysSoToTheJoiner() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = client(hub, ANN, Role.STUDENT);
        hub.tell(new HubProtocol.End(
                algebra.info().id(), Lesson.CLIENT, replies.getRef().narrow()));
        writer.expectMessageClass(Writer.EndSession.class)
                .replyTo()
                .tell(new Writer.Ended(algebra.info().endedAt(NOON), 5));
        replies.receiveMessage();
        stored.put(algebra.info().id(), algebra.ended(algebra.info().endedAt(NOON)));
        ACTORS.pass(Duration.ofSeconds(21)); // Its reservation expires, and the session is forgotten.
        counts(hub);
        ann.join();
        ann.events.expectMessageClass(SessionEvent.SessionEnded.class);
    }
}
