package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.STRANGER;
import static switchboard.session.Lesson.TEACHER;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.ActorsExtension;
import switchboard.session.Faults;
import switchboard.session.JoinNoter;
import switchboard.session.Lesson;
import switchboard.session.RecordingFollower;
import switchboard.session.Shelf;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Subscriber;
import switchboard.store.ActivePage;
import switchboard.store.FirstJoin;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

class HubTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    /** Whoever loads it fails: nobody joined at no time. */
    private static final Writer.HeadRead HEAD_THAT_NO_LOG_HAS = new Writer.HeadRead(
            0, 0, null, List.of(new FirstJoin(ANN, Role.STUDENT, null), new FirstJoin(BOB, Role.STUDENT, null)), 0);

    private static final IllegalStateException ON_PURPOSE = new IllegalStateException("on purpose");

    private final TestProbe<Writer.Command> writer = ACTORS.probe(Writer.Command.class);
    private final TestProbe<History.Command> history = ACTORS.probe(History.Command.class);
    private final TestProbe<Object> replies = ACTORS.probe(Object.class);
    private final StoredSession algebra = Lesson.stored(1);
    private final Map<SessionId, StoredSession> stored =
            new ConcurrentHashMap<>(Map.of(algebra.info().id(), algebra));

    /** A connection as the hub and the sessions see it. */
    private final class Client {
        private final TestProbe<SessionEvent> events = ACTORS.probe(SessionEvent.class);
        private final ActorRef<HubProtocol.Command> hub;
        private final Subscriber subscriber;
        private ActorRef<SessionProtocol.Command> session;

        private Client(ActorRef<HubProtocol.Command> hub, ConnectionId id, UserId user, Role role) {
            this.hub = hub;
            subscriber = new Subscriber(
                    id,
                    user,
                    role,
                    ProtocolVersion.V1,
                    AddressBlock.UNKNOWN,
                    new RecordingFollower(0, 1_000),
                    events.getRef());
        }

        Client join() {
            hub.tell(new HubProtocol.Join(algebra.info().id(), subscriber));
            return this;
        }

        Client joined() {
            session = events.expectMessageClass(SessionEvent.Joined.class).session();
            return this;
        }

        void rejoin(ActorRef<SessionProtocol.Command> lost) {
            View view = new View(subscriber.user(), subscriber.role(), ProtocolVersion.V1, 0);
            hub.tell(new HubProtocol.Rejoin(algebra.info().id(), subscriber, view, lost));
        }

        ActorRef<SessionProtocol.Command> rejoined() {
            session = events.expectMessageClass(SessionEvent.Rejoined.class).session();
            return session;
        }
    }

    // ---- admitting

    @Test
    void refusesInTheOrderOfTheContract() {
        ActorRef<HubProtocol.Command> hub = hub();
        SessionId unknown = SessionId.next();
        admit(hub, unknown, STRANGER, Role.STUDENT);
        find(unknown, Optional.empty());
        assertRefused(Refusal.SESSION_NOT_FOUND);
        StoredSession ended = Lesson.stored(7);
        admit(hub, ended.info().id(), STRANGER, Role.STUDENT);
        find(ended.info().id(), Optional.of(ended.ended(ended.info().endedAt(NOON))));
        assertRefused(Refusal.SESSION_ENDED);
        hub.tell(HubProtocol.StopAdmitting.INSTANCE);
        admit(hub, algebra.info().id(), STRANGER, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        admit(hub, algebra.info().id(), STRANGER, Role.INSTRUCTOR);
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
    void aPlaceThatNobodyTakesLapsesAndALateJoinIsTakenAllTheSame() {
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
    void aCreationThatWasNotStoredFreesItsPlace() {
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
        asked.replyTo().tell(new Writer.HeadRead(0, 0, NOON));
        ann.events.expectMessageClass(SessionEvent.SessionEnded.class);
        assertThat(counts(hub).activeSessions()).isZero();
    }

    @Test
    void aClassThatTheStoreKnowsToBeActiveIsAdopted() {
        ActorRef<HubProtocol.Command> hub = hub();
        StoredSession lost = Lesson.stored(9);
        admit(hub, lost.info().id(), ANN, Role.STUDENT);
        find(lost.info().id(), Optional.of(lost));
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
    }

    @Test
    void aClassThatEndsBetweenCheckAndUpgradeSaysSoToTheJoiner() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = client(hub, ANN, Role.STUDENT);
        hub.tell(new HubProtocol.End(
                algebra.info().id(), Lesson.CLIENT, replies.getRef().narrow()));
        writer.expectMessageClass(Writer.EndSession.class)
                .replyTo()
                .tell(new Writer.Ended(algebra.info().endedAt(NOON), 5));
        replies.receiveMessage();
        stored.put(algebra.info().id(), algebra.ended(algebra.info().endedAt(NOON)));
        ACTORS.pass(Duration.ofSeconds(21)); // Its place expires, and the session is forgotten.
        counts(hub);
        ann.join();
        ann.events.expectMessageClass(SessionEvent.SessionEnded.class);
    }

    // ---- sessions that are in use, and those that are not

    @Test
    void listsWhatTheStoreHasWithThoseWhoAreConnected() {
        ActorRef<HubProtocol.Command> hub = hub();
        joined(hub, ANN, Role.STUDENT);
        StoredSession geometry = Lesson.stored(2);
        hub.tell(new HubProtocol.ListActive(
                2, geometry.info().id(), replies.getRef().narrow()));
        History.ListActive asked = history.expectMessageClass(History.ListActive.class);
        assertThat(asked.limit()).isEqualTo(2);
        assertThat(asked.after()).isEqualTo(geometry.info().id());
        asked.replyTo().tell(new History.Listed(new ActivePage(List.of(geometry, algebra), true)));
        assertThat(replies.receiveMessage())
                .isEqualTo(new HubProtocol.Listed(
                        List.of(new HubProtocol.Found(geometry.info(), 0), new HubProtocol.Found(algebra.info(), 1)),
                        Optional.of(algebra.info().id())));
    }

    /**
     * A hub that held every active session could be filled by whoever created them, and every start ended the same way.
     */
    @Test
    void aClassThatNobodyUsesIsFoundReadAndEndedThoughOthersTakeAllTheMemory_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(2 * bytesOfAlgebra()));
        joined(hub, ANN, Role.STUDENT);
        StoredSession second = stored(2);
        admit(hub, second.info().id(), ANN, Role.STUDENT);
        assertThat(((HubProtocol.NotDone) replies.receiveMessage()).refused().message())
                .contains("no room for one more class in use", "end classes");
        admit(hub, second.info().id(), STRANGER, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        hub.tell(new HubProtocol.Post(
                second.info().id(),
                ANN,
                Role.STUDENT,
                FrameReader.binary(),
                replies.getRef().narrow()));
        assertRefused(Refusal.UNAVAILABLE);
        hub.tell(new HubProtocol.Find(second.info().id(), replies.getRef().narrow()));
        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.Found(second.info(), 0));
        hub.tell(new HubProtocol.MayRead(
                second.info().id(), ANN, Role.STUDENT, replies.getRef().narrow()));
        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.Readable(second));
        hub.tell(new HubProtocol.End(
                second.info().id(), Lesson.CLIENT, replies.getRef().narrow()));
        writer.expectMessageClass(Writer.EndSession.class)
                .replyTo()
                .tell(new Writer.Ended(second.info().endedAt(NOON), 0));
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Ended.class);
        assertThat(counts(hub).activeSessions()).isEqualTo(1);
    }

    @Test
    void whoCreatedNothingThatIsInUseFindsRoomBesideWhoCreatedMuch_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(2 * bytesOfAlgebra()));
        joined(hub, ANN, Role.STUDENT);
        StoredSession lost = stored(2);
        StoredSession other = stored(3);
        SessionInfo info = other.info();
        stored.put(
                info.id(),
                new StoredSession(
                        3,
                        new SessionInfo(
                                info.id(), info.name(), BOB, info.studentIds(), info.startTime(), info.endTime())));
        admit(hub, lost.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        admit(hub, info.id(), ANN, Role.STUDENT);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
    }

    @Test
    void aClassThatComesOutOfUseLeavesRoomForAnother_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(bytesOfAlgebra()));
        Client ann = joined(hub, ANN, Role.STUDENT);
        StoredSession second = stored(2);
        admit(hub, second.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        ann.session.tell(new SessionProtocol.Leave(ann.subscriber.id()));
        hub.tell(new HubProtocol.Release(algebra.info().id(), ann.subscriber.id()));
        settle(hub);
        ACTORS.pass(Duration.ofSeconds(60));
        writer.expectTerminated(ann.session);
        settle(hub);
        admit(hub, second.info().id(), ANN, Role.STUDENT);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
        ACTORS.pass(Duration.ofSeconds(21)); // Nobody took the place.
        admitted(hub, ANN, Role.STUDENT);
    }

    @Test
    void whoWasRefusedLeavesNothingBehind_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(bytesOfAlgebra()));
        admit(hub, algebra.info().id(), STRANGER, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
        admit(hub, stored(2).info().id(), ANN, Role.STUDENT);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
    }

    @Test
    void noMoreInstructorsAreAdmittedThanAClassHasPlacesForAndItsCreatorAlways_I5() {
        ActorRef<HubProtocol.Command> hub = hub(settings(10, 1_000, 1_000));
        for (int i = 0; i < Lesson.SETTINGS.maxInstructors(); i++) {
            if (i % 100 == 99) {
                ACTORS.pass(Duration.ofSeconds(1));
            }
            admitted(hub, new UserId("i-" + i), Role.INSTRUCTOR);
        }
        ACTORS.pass(Duration.ofSeconds(1));
        admit(hub, algebra.info().id(), STRANGER, Role.INSTRUCTOR);
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
        admit(hub, algebra.info().id(), STRANGER, Role.INSTRUCTOR);
        assertRefused(Refusal.UNAVAILABLE);
        admitted(hub, BOB, Role.INSTRUCTOR);
        admitted(hub, TEACHER, Role.INSTRUCTOR);
        hub.tell(new HubProtocol.InstructorsFull(algebra.info().id(), ann.session, Set.of()));
        admitted(hub, STRANGER, Role.INSTRUCTOR);
    }

    // ---- sessions that fail or stop

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
                algebra.info().id(), replies.getRef().narrow()));
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

    // ---- the hub starts, fails, starts anew

    @Test
    void keepsWhatComesBeforeItHasLoadedUpToALimit_I5() {
        CompletableFuture<List<Long>> active = new CompletableFuture<>();
        ActorRef<HubProtocol.Command> hub = spawn(settings(10, 2, 10), () -> active);
        for (int i = 0; i < 3; i++) {
            hub.tell(new HubProtocol.Find(algebra.info().id(), replies.getRef().narrow()));
        }
        assertRefused(Refusal.UNAVAILABLE);
        active.complete(List.of(algebra.number()));
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Found.class);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Found.class);
    }

    @Test
    void whatWaitsForAHubThatFailsWhileItLoadsIsAnswered_I8() {
        CompletableFuture<List<Long>> active = new CompletableFuture<>();
        ActorRef<HubProtocol.Command> hub = spawn(Lesson.HUB, () -> active);
        hub.tell(new HubProtocol.Find(algebra.info().id(), replies.getRef().narrow()));
        active.completeExceptionally(ON_PURPOSE);
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void aHubThatStartsAnewFindsItsClassesRunning_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        Client teacher = client(hub, TEACHER, Role.INSTRUCTOR).join().joined();
        hub.tell(Faults.ofTheHub());
        assertThat(counts(hub)).isEqualTo(new HubProtocol.Counts(1, 1, 1, 1));
        Client bob = client(hub, BOB, Role.STUDENT).join().joined();
        assertThat(bob.session).isEqualTo(ann.session);
        assertThat(bob.subscriber.id().replaces(teacher.subscriber.id())).isTrue();
        writer.expectNoMessage(Duration.ZERO);
        hub.tell(new HubProtocol.Release(algebra.info().id(), ann.subscriber.id()));
        assertThat(counts(hub).students()).isEqualTo(1);
    }

    @Test
    void aServerThatShutsDownGoesOnDoingSoAfterTheHubFailed_I10() {
        ActorRef<HubProtocol.Command> hub = hub();
        hub.tell(HubProtocol.StopAdmitting.INSTANCE);
        settle(hub); // What waits for a hub that is still loading is lost with it.
        hub.tell(Faults.ofTheHub());
        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void aSessionThatIntroducesItselfTooLateGivesWayToItsSuccessor_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        // Its head is not known yet, so that it does not answer the new hub.
        Client ann = client(hub, ANN, Role.STUDENT).join();
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        hub.tell(Faults.ofTheHub());
        TestProbe<HubProtocol.Counts> counts = ACTORS.probe(HubProtocol.Counts.class);
        hub.tell(new HubProtocol.GetCounts(counts.getRef()));
        counts.awaitAssert(() -> {
            ACTORS.pass(Duration.ofSeconds(2)); // No more than that it waits for introductions, once it has loaded.
            return counts.receiveMessage(Duration.ofMillis(100));
        });
        Client bob = client(hub, BOB, Role.STUDENT).join();
        headIs(0);
        bob.joined();
        asked.replyTo().tell(new Writer.HeadRead(0, 0, null));
        ActorRef<SessionProtocol.Command> late = ann.joined().session;
        writer.expectTerminated(late);
        assertThat(late).isNotEqualTo(bob.session);
        ann.rejoin(late);
        assertThat(ann.rejoined()).isEqualTo(bob.session);
    }

    // ---- helpers

    private ActorRef<HubProtocol.Command> hub() {
        return hub(Lesson.HUB);
    }

    private ActorRef<HubProtocol.Command> hub(SessionsSettings settings) {
        return spawn(settings, () -> CompletableFuture.completedFuture(List.of(algebra.number())));
    }

    private ActorRef<HubProtocol.Command> spawn(
            SessionsSettings settings, Supplier<CompletionStage<List<Long>>> loadActive) {
        return ACTORS.kit()
                .spawn(Behaviors.supervise(Hub.create(new Hub.Dependencies(
                                ACTORS.kit().spawn(JoinNoter.before(writer.getRef())),
                                ACTORS.kit().spawn(Shelf.before(history.getRef(), stored)),
                                loadActive,
                                settings,
                                Lesson.SETTINGS,
                                Lesson.RATES,
                                Lesson.storage(),
                                Clock.fixed(NOON, ZoneOffset.UTC),
                                ACTORS.ticker())))
                        .onFailure(SupervisorStrategy.restart().withStopChildren(false)));
    }

    private static SessionsSettings settings(int maxActive, int maxPending, int maxConnections) {
        return new SessionsSettings(
                maxActive,
                1 << 20,
                100,
                maxPending,
                maxConnections,
                maxConnections,
                100,
                300,
                Duration.ofSeconds(60),
                20,
                1_200,
                Duration.ofSeconds(60));
    }

    private long bytesOfAlgebra() {
        return new SessionMemoryBudget(0, Lesson.SETTINGS.maxInstructors()).bytesOf(algebra.info());
    }

    private static SessionsSettings inUse(long bytes) {
        return new SessionsSettings(
                10, bytes, 100, 10, 100, 100, 100, 300, Duration.ofSeconds(60), 20, 1_200, Duration.ofSeconds(60));
    }

    /** Another session, which the store has. */
    private StoredSession stored(long number) {
        StoredSession session = Lesson.stored(number);
        stored.put(session.info().id(), session);
        return session;
    }

    private Client client(ActorRef<HubProtocol.Command> hub, UserId user, Role role) {
        return new Client(hub, admitted(hub, user, role), user, role);
    }

    /** The first one of a session, whose actor starts by it. */
    private Client joined(ActorRef<HubProtocol.Command> hub, UserId user, Role role) {
        Client client = client(hub, user, role).join();
        headIs(0);
        return client.joined();
    }

    private void admit(ActorRef<HubProtocol.Command> hub, SessionId session, UserId user, Role role) {
        hub.tell(new HubProtocol.Admit(
                session,
                user,
                role,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                replies.getRef().narrow()));
    }

    private ConnectionId admitted(ActorRef<HubProtocol.Command> hub, UserId user, Role role) {
        admit(hub, algebra.info().id(), user, role);
        return ((HubProtocol.Admitted) replies.receiveMessage()).connection();
    }

    private void create(ActorRef<HubProtocol.Command> hub) {
        hub.tell(new HubProtocol.Create(
                new SessionName("geometry"),
                TEACHER,
                List.of(ANN),
                Lesson.CLIENT,
                replies.getRef().narrow()));
    }

    private void created() {
        Writer.CreateSession create = writer.expectMessageClass(Writer.CreateSession.class);
        create.replyTo().tell(new Writer.Created(new StoredSession(2, create.session())));
    }

    private void find(SessionId session, Optional<StoredSession> found) {
        History.FindSession asked = history.expectMessageClass(History.FindSession.class);
        assertThat(asked.session()).isEqualTo(session);
        asked.replyTo().tell(new History.Found(found));
    }

    private void headIs(long seq) {
        writer.expectMessageClass(Writer.ReadHead.class).replyTo().tell(new Writer.HeadRead(seq, 0, null));
    }

    private void assertRefused(Refusal refusal) {
        assertThat(((HubProtocol.NotDone) replies.receiveMessage()).refused().refusal())
                .isEqualTo(refusal);
    }

    private HubProtocol.Counts counts(ActorRef<HubProtocol.Command> hub) {
        TestProbe<HubProtocol.Counts> counts = ACTORS.probe(HubProtocol.Counts.class);
        hub.tell(new HubProtocol.GetCounts(counts.getRef()));
        return counts.receiveMessage();
    }

    private void fail(ActorRef<HubProtocol.Command> hub, ActorRef<SessionProtocol.Command> session) {
        session.tell(Faults.ofTheActor());
        writer.expectTerminated(session);
        settle(hub);
    }

    /** The hub has seen all that happened: the end of a child comes to it in two steps. */
    private void settle(ActorRef<HubProtocol.Command> hub) {
        counts(hub);
        counts(hub);
    }
}
