package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.ASSISTANT;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoreSamples;
import switchboard.store.Trouble;
import switchboard.store.writer.Writer;
import switchboard.testing.Records;

/** Joining a session and following its log. */
class SessionTest extends SessionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    SessionTest() {
        super(ACTORS);
    }

    // ---- joining and following

    @Test
    void aSessionThatStartsAsksTheWriterForItsHeadAndLetsNobodyInBefore_I2() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0).join();
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        ann.events.expectNoMessage(Duration.ZERO);
        asked.replyTo().tell(StoreSamples.headRead(41, 0, null));
        assertThat(ann.events.expectMessageClass(SessionEvent.Joined.class).head())
                .isEqualTo(41);
    }

    @Test
    void aSessionThatIsDamagedTurnsEverybodyAwayUntilItCanBeRead_I8() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0).join();
        Client bob = student(session, BOB, 0);
        writer.expectMessageClass(Writer.ReadHead.class).replyTo().tell(new Writer.HeadUnreadable(Trouble.DAMAGED));
        ann.events.expectMessage(SessionEvent.Unreadable.INSTANCE);
        bob.join().events.expectMessage(SessionEvent.Unreadable.INSTANCE);

        ACTORS.pass(Duration.ofSeconds(5));
        Writer.ReadHead again = writer.expectMessageClass(Writer.ReadHead.class);
        ann.join().events.expectNoMessage(Duration.ZERO);
        again.replyTo().tell(StoreSamples.headRead(41, 0, null));
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
        SessionSettings small = Records.with(Lesson.SETTINGS, set("tailMessages", 4), set("allTailsBytes", 1 << 20));
        ActorRef<SessionProtocol.Command> session = started(small);
        said(session, 10);
        Client ann = student(session, ANN, 3).join();
        ann.events.expectMessageClass(SessionEvent.Joined.class);
        ann.follow();
        assertThat(ann.events.expectMessageClass(SessionEvent.ReadUpTo.class).head())
                .isEqualTo(10);

        Client bob = student(session, BOB, 7).join();
        bob.events.expectMessageClass(SessionEvent.Joined.class);
        bob.follower.spaceFor(1);
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
        slow.follower.spaceFor(2);
        said(session, 5);
        assertThat(slow.follower.taken()).containsExactly(1L, 2L);
        assertThat(fast.follower.taken()).containsExactly(1L, 2L, 3L, 4L, 5L);
        slow.follower.spaceFor(100);
        said(session, 1);
        assertThat(slow.follower.taken()).containsExactly(1L, 2L);
        slow.follow();
        slow.events.expectMessage(SessionEvent.Live.INSTANCE);
        said(session, 1);
        assertThat(slow.follower.taken()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void whoSeesNothingIsMovedOnNevertheless_I3() {
        SessionSettings settings = Records.with(Lesson.SETTINGS, set("allTailsBytes", 1 << 20), set("advanceEvery", 3));
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
    void fiftyConnectionsOfOneUserLeaveTheNewestSubscribed_I6() {
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
    void aConnectionThatJoinsTwiceKeepsItsView_I3() {
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
}
