package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.NOT_ENROLLED;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.store.SessionPage;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** Which sessions the hub keeps in memory, and what it says of those that it does not. */
class SessionsInUseTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    SessionsInUseTest() {
        super(ACTORS);
    }

    @Test
    void listsWhatTheStoreHasWithThoseWhoAreConnected() {
        ActorRef<HubProtocol.Command> hub = hub();
        joined(hub, ANN, Role.STUDENT);
        StoredSession geometry = Lesson.stored(2);
        SessionFilter ofTeacher = new SessionFilter(SessionFilter.Status.ALL, TEACHER);
        hub.tell(new HubProtocol.ListSessions(
                ofTeacher, 2, geometry.info().id(), replies.getRef().narrow()));
        History.ListSessions asked = history.expectMessageClass(History.ListSessions.class);
        assertThat(asked.filter()).isEqualTo(ofTeacher);
        assertThat(asked.limit()).isEqualTo(2);
        assertThat(asked.after()).isEqualTo(geometry.info().id());
        asked.replyTo().tell(new History.Listed(new SessionPage(List.of(geometry, algebra), true)));
        assertThat(replies.receiveMessage())
                .isEqualTo(new HubProtocol.Listed(
                        List.of(new HubProtocol.Found(geometry.info(), 0), new HubProtocol.Found(algebra.info(), 1)),
                        Optional.of(algebra.info().id())));
    }

    /**
     * A hub that held every active session could be filled by whoever created them, and every start ended the same way.
     */
    @Test
    void aSessionThatNobodyUsesIsFoundReadAndEndedThoughOthersTakeAllTheMemory_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(2 * bytesOfAlgebra()));
        joined(hub, ANN, Role.STUDENT);
        StoredSession second = stored(2);
        admit(hub, second.info().id(), ANN, Role.STUDENT);
        assertThat(((HubProtocol.NotDone) replies.receiveMessage()).refused().message())
                .contains("no room for one more class in use", "end classes");
        admit(hub, second.info().id(), NOT_ENROLLED, Role.STUDENT);
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
    void whoCreatedNothingThatIsInUseIsLetInBesideWhoCreatedMuch_I5() {
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
                                info.id(),
                                info.name(),
                                BOB,
                                info.studentIds(),
                                info.names(),
                                info.startTime(),
                                info.endTime()),
                        0));
        admit(hub, lost.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
        admit(hub, info.id(), ANN, Role.STUDENT);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
    }

    @Test
    void aSessionThatComesOutOfUseFreesMemoryForAnother_I5() {
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
        ACTORS.pass(Duration.ofSeconds(21)); // Nobody took the slot.
        admitted(hub, ANN, Role.STUDENT);
    }

    @Test
    void whoWasRefusedLeavesNothingBehind_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(bytesOfAlgebra()));
        admit(hub, algebra.info().id(), NOT_ENROLLED, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
        admit(hub, stored(2).info().id(), ANN, Role.STUDENT);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Admitted.class);
    }
}
