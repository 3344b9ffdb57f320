package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

import java.time.Duration;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoredSize;
import switchboard.store.writer.Writer;
import switchboard.testing.Records;

/** What a session answers to frames: refusals, rates, and that a recipient is not connected. */
class SubmitTest extends SessionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    SubmitTest() {
        super(ACTORS);
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
        ACTORS.ticker().advance(Duration.ofSeconds(60));
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
        SessionSettings settings = Records.with(
                Lesson.SETTINGS, set("tailMessages", 10), set("allTailsBytes", 1 << 20), set("maxBytes", 2 * one));
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
    void whatIsResubmittedIsLeftToTheWriterEvenIfTheSessionIsFullOrEnded_I1() {
        SessionSettings full = Records.with(
                Lesson.SETTINGS, set("tailMessages", 10), set("allTailsBytes", 1 << 20), set("maxBytes", 1));
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
}
