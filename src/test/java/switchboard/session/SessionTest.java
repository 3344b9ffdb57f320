package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.ASSISTANT;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.store.AppendOutcome;
import switchboard.store.StoredSession;
import switchboard.store.StoredSize;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

class SessionTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private final TestProbe<Writer.Command> writer = ACTORS.probe(Writer.Command.class);
    private final TestProbe<HubProtocol.Command> hub = ACTORS.probe(HubProtocol.Command.class);
    private final TestProbe<History.Command> history = ACTORS.probe(History.Command.class);
    private final TailBudget budget = new TailBudget(64 << 20);
    private final StoredSession stored = Lesson.stored(1);
    private final WriterByHand log = new WriterByHand(writer, stored);
    private long lastConnection;

    /** A connection as the session sees it. */
    private final class Client {
        private final TestProbe<SessionEvent> events = ACTORS.probe(SessionEvent.class);
        private final RecordingFollower follower;
        private final Subscriber subscriber;
        private final ActorRef<SessionProtocol.Command> session;

        private Client(
                ActorRef<SessionProtocol.Command> session,
                UserId user,
                Role role,
                ProtocolVersion version,
                long position) {
            this.session = session;
            follower = new RecordingFollower(position, 1_000);
            subscriber = new Subscriber(
                    new ConnectionId(++lastConnection),
                    user,
                    role,
                    version,
                    AddressBlock.UNKNOWN,
                    follower,
                    events.getRef());
        }

        Client join() {
            session.tell(new SessionProtocol.Join(subscriber));
            return this;
        }

        Client live() {
            join();
            events.expectMessageClass(SessionEvent.Joined.class);
            follow();
            events.expectMessage(SessionEvent.Live.INSTANCE);
            return this;
        }

        void follow() {
            session.tell(new SessionProtocol.Follow(subscriber.id(), follower.position()));
        }

        MessageId submit(IncomingFrame frame) {
            return submit(MessageId.next(), frame, false);
        }

        MessageId submit(MessageId id, IncomingFrame frame, boolean again) {
            session.tell(new SessionProtocol.Submit(subscriber.id(), id, frame, 0, again));
            return id;
        }

        SessionEvent.Answer answer() {
            return events.expectMessageClass(SessionEvent.Answered.class).answer();
        }

        Refusal refusal() {
            return ((SessionEvent.NotAccepted) answer()).refused().refusal();
        }

        /** What was told before this is all that there was. */
        void hearsNothing() {
            follow();
            events.expectMessage(SessionEvent.Live.INSTANCE);
        }
    }

    // ---- joining and following

    @Test
    void aClassThatStartsAsksTheWriterForItsHeadAndLetsNobodyInBefore_I2() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0).join();
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        ann.events.expectNoMessage(Duration.ZERO);
        asked.replyTo().tell(new Writer.HeadRead(41, 0, null));
        assertThat(ann.events.expectMessageClass(SessionEvent.Joined.class).head())
                .isEqualTo(41);
    }

    @Test
    void aClassThatIsDamagedTurnsEverybodyAwayUntilItCanBeRead_I8() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0).join();
        Client bob = student(session, BOB, 0);
        writer.expectMessageClass(Writer.ReadHead.class).replyTo().tell(new Writer.HeadUnreadable(Trouble.DAMAGED));
        ann.events.expectMessage(SessionEvent.Unreadable.INSTANCE);
        bob.join().events.expectMessage(SessionEvent.Unreadable.INSTANCE);

        ACTORS.pass(Duration.ofSeconds(5));
        Writer.ReadHead again = writer.expectMessageClass(Writer.ReadHead.class);
        ann.join().events.expectNoMessage(Duration.ZERO);
        again.replyTo().tell(new Writer.HeadRead(41, 0, null));
        assertThat(ann.events.expectMessageClass(SessionEvent.Joined.class).head())
                .isEqualTo(41);
    }

    @Test
    void whoIsLiveIsOfferedWhatTheirViewShowsOnceItIsOnDisk_I1_I7() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        Client bob = student(session, BOB, 0).live();
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V1).live();
        Client assistant = instructor(session, ASSISTANT, ProtocolVersion.V2).live();

        ann.submit(Lesson.question("why?"));
        Writer.Append question = log.append();
        ann.events.expectNoMessage(Duration.ZERO);
        assertThat(teacher.follower.taken()).as("not on disk yet").isEmpty();
        log.commit(question);
        assertThat(ann.answer()).isInstanceOf(SessionEvent.Accepted.class);
        teacher.submit(Lesson.reply(BOB, "because"));
        log.commit(log.append());
        teacher.answer();
        teacher.submit(Lesson.broadcast("listen"));
        log.commit(log.append());
        teacher.answer();

        assertThat(teacher.follower.taken()).as("version 1: no echo").containsExactly(1L);
        assertThat(assistant.follower.taken()).as("version 2: everything").containsExactly(1L, 2L, 3L);
        assertThat(ann.follower.taken()).containsExactly(3L);
        assertThat(bob.follower.taken()).containsExactly(2L, 3L);
    }

    @Test
    void theAnswerComesAfterTheMessageWasOfferedToItsRecipients_I1() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V1).live();
        ann.submit(Lesson.question("1"));
        ann.submit(Lesson.question("2"));
        log.commit(log.append(), log.append());
        ann.answer();
        assertThat(teacher.follower.taken()).containsExactly(1L, 2L);
    }

    @Test
    void whoComesLateIsServedFromTheTailAndThenLive_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        said(session, 5);
        Client ann = student(session, ANN, 2).join();
        assertThat(ann.events.expectMessageClass(SessionEvent.Joined.class).head())
                .isEqualTo(5);
        ann.follow();
        ann.events.expectMessage(SessionEvent.Live.INSTANCE);
        assertThat(ann.follower.taken()).containsExactly(3L, 4L, 5L);
    }

    @Test
    void whatDoesNotFitComesAsASliceAndWhatIsOlderIsLeftToTheStore_I3_I4() {
        SessionSettings small =
                new SessionSettings(4, 1 << 20, 1 << 20, 1_000, 1 << 30, 250, 4, Duration.ofSeconds(60));
        ActorRef<SessionProtocol.Command> session = started(small);
        said(session, 10);
        Client ann = student(session, ANN, 3).join();
        ann.events.expectMessageClass(SessionEvent.Joined.class);
        ann.follow();
        assertThat(ann.events.expectMessageClass(SessionEvent.ReadUpTo.class).head())
                .isEqualTo(10);

        Client bob = student(session, BOB, 7).join();
        bob.events.expectMessageClass(SessionEvent.Joined.class);
        bob.follower.roomFor(1);
        bob.follow();
        SessionEvent.TailSlice slice = bob.events.expectMessageClass(SessionEvent.TailSlice.class);
        assertThat(bob.follower.taken()).containsExactly(8L);
        assertThat(slice.after()).isEqualTo(8);
        assertThat(slice.upTo()).isEqualTo(10);
        assertThat(slice.messages()).extracting(message -> message.seq()).containsExactly(9L, 10L);
    }

    @Test
    void whoFallsBehindIsLeftAloneUntilTheyFollowAndCostsNobodyElseAnything_I3_I4() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client slow = student(session, ANN, 0).live();
        Client fast = student(session, BOB, 0).live();
        slow.follower.roomFor(2);
        said(session, 5);
        assertThat(slow.follower.taken()).containsExactly(1L, 2L);
        assertThat(fast.follower.taken()).containsExactly(1L, 2L, 3L, 4L, 5L);
        slow.follower.roomFor(100);
        said(session, 1);
        assertThat(slow.follower.taken()).containsExactly(1L, 2L);
        slow.follow();
        slow.events.expectMessage(SessionEvent.Live.INSTANCE);
        said(session, 1);
        assertThat(slow.follower.taken()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void whoSeesNothingIsMovedOnNevertheless_I3() {
        SessionSettings settings =
                new SessionSettings(1_000, 1 << 20, 1 << 20, 3, 1 << 30, 250, 4, Duration.ofSeconds(60));
        ActorRef<SessionProtocol.Command> session = started(settings);
        Client bob = student(session, BOB, 0).live();
        Client ann = student(session, ANN, 0).live();
        for (int i = 1; i <= 7; i++) {
            ann.submit(Lesson.question("?"));
            log.commit(log.append());
            ann.answer();
        }
        assertThat(bob.follower.position()).isEqualTo(6);
        assertThat(bob.follower.taken()).isEmpty();
        said(session, 1);
        assertThat(bob.follower.taken()).containsExactly(8L);
    }

    // ---- takeover

    @Test
    void fiftyConnectionsOfOneUserLeaveTheNewestSeated_I6() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            clients.add(student(session, ANN, 0));
        }
        List<Client> arriving = new ArrayList<>(clients);
        Collections.shuffle(arriving, new Random(7));
        arriving.forEach(Client::join);
        Client newest = clients.get(49);
        newest.events.expectMessageClass(SessionEvent.Joined.class);
        for (Client older : clients.subList(0, 49)) {
            SessionEvent last = older.events.receiveMessage();
            if (last instanceof SessionEvent.Joined) {
                last = older.events.receiveMessage();
            }
            assertThat(last).isEqualTo(SessionEvent.Replaced.INSTANCE);
        }
        newest.hearsNothing();
    }

    @Test
    void framesOfAReplacedConnectionAreIgnoredAndDoNotCount_I6() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client old = student(session, ANN, 0).live();
        Client newer = student(session, ANN, 0).live();
        old.events.expectMessage(SessionEvent.Replaced.INSTANCE);
        for (int i = 0; i < 200; i++) {
            old.submit(FRAME_WITHOUT_SENSE);
        }
        newer.submit(FRAME_WITHOUT_SENSE);
        assertThat(newer.refusal()).isEqualTo(Refusal.INVALID_JSON);
        old.events.expectNoMessage(Duration.ZERO);
    }

    /** The earlier program's race: a late clean-up of the old connection removed the new one. */
    @Test
    void theLateEndOfAnOldConnectionDoesNotTouchTheNewOne_I6() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client old = student(session, ANN, 0).live();
        Client newer = student(session, ANN, 0).live();
        session.tell(new SessionProtocol.Leave(old.subscriber.id()));
        old.events.stop();
        newer.hearsNothing();
        said(session, 1);
        assertThat(newer.follower.taken()).containsExactly(1L);
    }

    @Test
    void aConnectionThatAsksTwiceForItsSeatKeepsItsView_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V1).live();
        said(session, 3);
        teacher.join();
        assertThat(teacher.events.expectMessageClass(SessionEvent.Joined.class).head())
                .as("where its replay ends has not changed")
                .isZero();
        said(session, 1);
        assertThat(teacher.follower.taken()).as("still live, and no echo").isEmpty();
    }

    // ---- refusals, rates

    @Test
    void eachFrameCountsWhateverTheLaterChecksSayAndReconnectingResetsNothing() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client first = student(session, ANN, 0).live();
        for (int i = 0; i < 99; i++) {
            first.submit(FRAME_WITHOUT_SENSE);
            assertThat(first.refusal()).isEqualTo(Refusal.INVALID_JSON);
        }
        session.tell(new SessionProtocol.Leave(first.subscriber.id()));
        Client second = student(session, ANN, 0).live();
        second.submit(Lesson.question("the hundredth"));
        log.commit(log.append());
        second.answer();
        second.submit(Lesson.question("one too many"));
        assertThat(second.refusal()).isEqualTo(Refusal.RATE_LIMITED);
        ACTORS.ticker().pass(Duration.ofSeconds(60));
        second.submit(Lesson.question("a minute later"));
        log.append();
    }

    @Test
    void pastTenTimesTheLimitTheConnectionIsToBeClosed() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        for (int i = 0; i < 1_000; i++) {
            ann.submit(FRAME_WITHOUT_SENSE);
            assertThat(ann.answer()).isInstanceOf(SessionEvent.NotAccepted.class);
        }
        ann.submit(FRAME_WITHOUT_SENSE);
        assertThat(ann.answer()).isInstanceOf(SessionEvent.Flooding.class);
    }

    @Test
    void aFullSessionCanBeReadNotWritten() {
        long one = StoredSize.of(Lesson.content("x"));
        SessionSettings settings =
                new SessionSettings(10, 1 << 20, 1 << 20, 1_000, 2 * one, 250, 4, Duration.ofSeconds(60));
        ActorRef<SessionProtocol.Command> session = started(settings);
        Client ann = student(session, ANN, 0).live();
        ann.submit(Lesson.question("x"));
        ann.submit(Lesson.question("x"));
        ann.submit(Lesson.question("x"));
        assertThat(ann.refusal()).as("what waits for the disk counts").isEqualTo(Refusal.SESSION_FULL);
        Writer.Append first = log.append();
        WriterByHand.reject(log.append(), Refusal.BUSY);
        assertThat(ann.refusal()).isEqualTo(Refusal.BUSY);
        log.commit(first);
        assertThat(ann.answer()).isInstanceOf(SessionEvent.Accepted.class);
        ann.submit(Lesson.question("x"));
        log.commit(log.append());
        ann.answer();
        ann.submit(Lesson.question("x"));
        assertThat(ann.refusal()).isEqualTo(Refusal.SESSION_FULL);
    }

    /**
     * Found by reading: the message that filled a session was refused when its answer was lost, although it was stored.
     */
    @Test
    void whatIsHandedInAgainIsLeftToTheWriterEvenIfTheSessionIsFullOrEnded_I1() {
        SessionSettings full = new SessionSettings(10, 1 << 20, 1 << 20, 1_000, 1, 250, 4, Duration.ofSeconds(60));
        ActorRef<SessionProtocol.Command> session = started(full);
        Client ann = student(session, ANN, 0).live();
        ann.submit(MessageId.next(), Lesson.question("x"), true);
        assertThat(log.append().message().resubmitted()).isTrue();
        session.tell(new SessionProtocol.End(stored.info().endedAt(NOON), 0));
        ann.events.expectMessageClass(SessionEvent.SessionEnded.class);
        ann.submit(MessageId.next(), Lesson.question("x"), true);
        WriterByHand.reject(log.append(), Refusal.SESSION_ENDED);
        assertThat(ann.refusal()).isEqualTo(Refusal.SESSION_ENDED);
    }

    // ---- offline notices

    @Test
    void theSenderLearnsThatTheRecipientIsNotConnected() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V1).live();
        Client bob = student(session, BOB, 0).join();
        bob.events.expectMessageClass(SessionEvent.Joined.class);
        teacher.submit(Lesson.reply(ANN, "to ann"));
        log.commit(log.append());
        assertThat(((SessionEvent.Accepted) teacher.answer()).offline()).isEqualTo(ANN);
        teacher.submit(Lesson.reply(BOB, "to bob, who is replaying"));
        log.commit(log.append());
        assertThat(((SessionEvent.Accepted) teacher.answer()).offline()).isNull();
        session.tell(new SessionProtocol.Leave(bob.subscriber.id()));
        teacher.submit(Lesson.reply(BOB, "to bob, who has left"));
        log.commit(log.append());
        assertThat(((SessionEvent.Accepted) teacher.answer()).offline()).isEqualTo(BOB);
    }

    @Test
    void aSessionThatStartedAgainCallsNobodyOfflineUntilAllAreBack() {
        Client teacher;
        ActorRef<SessionProtocol.Command> session =
                spawn(Lesson.SETTINGS, Set.of(new ConnectionId(1), new ConnectionId(2)), 10);
        log.headIs(0, null);
        teacher = rejoined(session, TEACHER, Role.INSTRUCTOR); // Connection 1.
        teacher.submit(Lesson.reply(ANN, "1"));
        log.commit(log.append());
        assertThat(((SessionEvent.Accepted) teacher.answer()).offline()).isNull();
        Client ann = rejoined(session, ANN, Role.STUDENT); // Connection 2.
        session.tell(new SessionProtocol.Leave(ann.subscriber.id()));
        teacher.submit(Lesson.reply(ANN, "2"));
        log.commit(log.append());
        assertThat(((SessionEvent.Accepted) teacher.answer()).offline()).isEqualTo(ANN);
    }

    @Test
    void butNotForLongerThanFiveSeconds() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(new ConnectionId(77)), 10);
        log.headIs(0, null);
        Client teacher = rejoined(session, TEACHER, Role.INSTRUCTOR);
        ACTORS.pass(Duration.ofSeconds(5));
        teacher.submit(Lesson.reply(ANN, "1"));
        log.commit(log.append());
        assertThat(((SessionEvent.Accepted) teacher.answer()).offline()).isEqualTo(ANN);
    }

    // ---- the writer fails

    @Test
    void aCommitThatDidNotPassHereSendsEverybodyToTheStore_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V2).live();
        said(session, 2);
        teacher.submit(Lesson.broadcast("x"));
        log.missed(3);
        log.commit(log.append());
        assertThat(ann.events.expectMessageClass(SessionEvent.ReadUpTo.class).head())
                .isEqualTo(5);
        writer.expectMessageClass(Writer.ReadHead.class);
        assertThat(ann.follower.taken()).containsExactly(1L, 2L);
        ann.follower.offer(2, 5, List.of()); // What it read from the store.
        ann.follow();
        ann.events.expectMessage(SessionEvent.Live.INSTANCE);
        assertThat(ann.follower.taken()).containsExactly(1L, 2L, 6L);
    }

    @Test
    void afterAnUnknownOutcomeTheHeadIsAskedAndWhatTurnedUpIsReadFromTheStore_I1_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V2).live();
        teacher.submit(Lesson.broadcast("x"));
        Writer.Append append = log.append();
        append.replyTo()
                .tell(new Writer.Outcomes(
                        List.of(new AppendOutcome.Failed(append.message().id(), true))));
        assertThat(teacher.answer()).isEqualTo(new SessionEvent.NotAccepted(StorageFailure.UNKNOWN));
        writer.expectMessageClass(Writer.ReadHead.class).replyTo().tell(new Writer.HeadRead(1, 0, null));
        assertThat(teacher.events
                        .expectMessageClass(SessionEvent.ReadUpTo.class)
                        .head())
                .isEqualTo(1);
        teacher.submit(Lesson.broadcast("y"));
        append = log.append();
        append.replyTo()
                .tell(new Writer.Outcomes(
                        List.of(new AppendOutcome.Failed(append.message().id(), false))));
        assertThat(teacher.answer()).isEqualTo(new SessionEvent.NotAccepted(StorageFailure.NOT_STORED));
        writer.expectNoMessage(Duration.ZERO);
    }

    /** Found by reading: what was pending was retried in no order, so that a client's frames changed places. */
    @Test
    void whatTheWriterDidNotAnswerIsHandedInAgainInItsOrderOnceItIsBack_I2_I8() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        List<MessageId> ids = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            ids.add(ann.submit(Lesson.question("q" + i)));
            log.append();
        }
        ACTORS.kit().system().eventStream().tell(new EventStream.Publish<>(new Writer.Started(1)));
        List<Writer.Append> again = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            again.add(log.append());
        }
        assertThat(again).extracting(append -> append.message().id()).containsExactlyElementsOf(ids);
        assertThat(again).allMatch(append -> append.message().resubmitted());
        log.commit(again.toArray(Writer.Append[]::new));
        for (int i = 0; i < 16; i++) {
            assertThat(((SessionEvent.Accepted) ann.answer()).message().seq()).isEqualTo(i + 1);
        }
    }

    @Test
    void aHeadThatTheWriterDidNotTellIsAskedAgainOnceItIsBack_I8() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0).join();
        writer.expectMessageClass(Writer.ReadHead.class);
        ACTORS.kit().system().eventStream().tell(new EventStream.Publish<>(new Writer.Started(1)));
        log.headIs(3, null);
        ann.events.expectMessageClass(SessionEvent.Joined.class);
    }

    @Test
    void aFollowerThatIsFurtherThanTheSessionProvesThatTheLogIs_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client bob = student(session, BOB, 0).live();
        Client ann = student(session, ANN, 4).join();
        ann.events.expectMessageClass(SessionEvent.Joined.class);
        ann.follow();
        ann.events.expectMessage(SessionEvent.Live.INSTANCE);
        assertThat(bob.events.expectMessageClass(SessionEvent.ReadUpTo.class).head())
                .isEqualTo(4);
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
            assertThat(budget.usedBytes()).isPositive();
            session.tell(end);
            hub.expectTerminated(session);
            assertThat(budget.usedBytes()).isZero();
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

    // ---- helpers

    private static final IncomingFrame FRAME_WITHOUT_SENSE = FrameReader.read(new byte[] {'{'}, ProtocolVersion.V1);

    private ActorRef<SessionProtocol.Command> spawn(SessionSettings settings, Set<ConnectionId> awaited, int maxEarly) {
        return ACTORS.kit()
                .spawn(Session.create(
                        stored,
                        log.dependencies(ACTORS, hub, history, settings),
                        budget.share(),
                        Set.copyOf(stored.info().studentIds()),
                        awaited,
                        maxEarly));
    }

    private ActorRef<SessionProtocol.Command> started(SessionSettings settings) {
        ActorRef<SessionProtocol.Command> session = spawn(settings, Set.of(), 10);
        log.headIs(0, null);
        return session;
    }

    private Client student(ActorRef<SessionProtocol.Command> session, UserId user, long position) {
        return new Client(session, user, Role.STUDENT, ProtocolVersion.V1, position);
    }

    private Client instructor(ActorRef<SessionProtocol.Command> session, UserId user, ProtocolVersion version) {
        return new Client(session, user, Role.INSTRUCTOR, version, 0);
    }

    private Client rejoined(ActorRef<SessionProtocol.Command> session, UserId user, Role role) {
        Client client = new Client(session, user, role, ProtocolVersion.V1, 0);
        session.tell(new SessionProtocol.Rejoin(client.subscriber, new View(user, role, ProtocolVersion.V1, 0)));
        client.events.expectMessageClass(SessionEvent.Rejoined.class);
        client.follow();
        client.events.receiveMessage();
        return client;
    }

    /** So many broadcasts, committed and routed. */
    private void said(ActorRef<SessionProtocol.Command> session, int times) {
        Client speaker = new Client(session, ASSISTANT, Role.INSTRUCTOR, ProtocolVersion.V1, 0).join();
        speaker.events.expectMessageClass(SessionEvent.Joined.class);
        for (int i = 0; i < times; i++) {
            speaker.submit(Lesson.broadcast("broadcast " + i));
            log.commit(log.append());
            speaker.answer();
        }
        session.tell(new SessionProtocol.Leave(speaker.subscriber.id()));
    }

    private void barrier(ActorRef<SessionProtocol.Command> session) {
        session.tell(new SessionProtocol.Register(hub.getRef()));
    }
}
