package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.store.AppendOutcome;
import switchboard.store.StoreSamples;
import switchboard.store.writer.Writer;

/** A session whose writer fails, comes back, or has written what did not pass the session. */
class WriterFailsTest extends SessionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    WriterFailsTest() {
        super(ACTORS);
    }

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
    void afterAnIndeterminateOutcomeTheHeadIsAskedAndWhatTurnedUpIsReadFromTheStore_I1_I3() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V2).live();
        teacher.submit(Lesson.broadcast("x"));
        Writer.Append append = log.append();
        append.replyTo()
                .tell(new Writer.Outcomes(
                        List.of(new AppendOutcome.Failed(append.message().id(), true))));
        assertThat(teacher.answer()).isEqualTo(new SessionEvent.NotAccepted(StorageFailure.UNKNOWN));
        writer.expectMessageClass(Writer.ReadHead.class).replyTo().tell(StoreSamples.headRead(1, 0, null));
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
    void whatTheWriterDidNotAnswerIsAppendedAgainInItsOrderOnceItIsBack_I2_I8() {
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
}
