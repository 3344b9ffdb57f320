package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.NOON;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.net.AddressBlock;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.session.ActorsExtension;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;
import switchboard.testing.Records;

/** How the hub gives sessions join codes, in use or not. */
class JoinCodesTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    JoinCodesTest() {
        super(ACTORS);
    }

    private void set(ActorRef<HubProtocol.Command> hub, SessionId session, boolean open) {
        hub.tell(new HubProtocol.SetJoinCode(
                session, open, AddressBlock.UNKNOWN, replies.getRef().narrow()));
    }

    @Test
    void aCodeIsDrawnAndToldOnceItIsStored() {
        ActorRef<HubProtocol.Command> hub = hub();
        set(hub, algebra.info().id(), true);
        Writer.SetJoinCode asked = writer.expectMessageClass(Writer.SetJoinCode.class);
        assertThat(asked.session()).isEqualTo(algebra.key());
        assertThat(asked.drawn()).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        JoinCode second = asked.drawn().get(1);
        asked.replyTo().tell(new Writer.JoinCodeSet(Optional.of(second)));

        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.JoinCodeSet(Optional.of(second)));
        set(hub, algebra.info().id(), true);
        assertThat(writer.expectMessageClass(Writer.SetJoinCode.class).drawn()).isNotEqualTo(asked.drawn());
    }

    @Test
    void aCodeIsTakenFromASessionThatIsInUse() {
        ActorRef<HubProtocol.Command> hub = hub();
        joined(hub, ANN, Role.STUDENT);
        set(hub, algebra.info().id(), false);
        Writer.SetJoinCode asked = writer.expectMessageClass(Writer.SetJoinCode.class);
        assertThat(asked.drawn()).isEmpty();
        asked.replyTo().tell(new Writer.JoinCodeSet(Optional.empty()));

        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.JoinCodeSet(Optional.empty()));
    }

    /** New codes count with the changes of lists; whoever wants nobody to join by a code is never refused. */
    @Test
    void oneClientMakesOnlySoManyNewCodes() {
        ActorRef<HubProtocol.Command> hub = hub(Records.with(settings(10, 10, 10), Records.set("changesPerMinute", 2)));
        set(hub, algebra.info().id(), true);
        writer.expectMessageClass(Writer.SetJoinCode.class);

        set(hub, algebra.info().id(), true);

        assertRefused(Refusal.UNAVAILABLE);
        set(hub, algebra.info().id(), false);
        assertThat(writer.expectMessageClass(Writer.SetJoinCode.class).drawn()).isEmpty();
    }

    @Test
    void whatCouldNotBeStoredIsTold() {
        ActorRef<HubProtocol.Command> hub = hub();
        set(hub, algebra.info().id(), true);
        writer.expectMessageClass(Writer.SetJoinCode.class)
                .replyTo()
                .tell(new Writer.NotStored(StorageFailure.NOT_STORED));

        assertRefused(Refusal.STORAGE_FAILED);
    }

    @Test
    void aSessionThatHasEndedGetsNoneAndHasNone() {
        ActorRef<HubProtocol.Command> hub = hub();
        StoredSession ended = algebra.ended(algebra.info().endedAt(NOON));
        stored.put(ended.info().id(), ended);
        set(hub, ended.info().id(), true);
        assertRefused(Refusal.ALREADY_ENDED);
        set(hub, ended.info().id(), false);

        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.JoinCodeSet(Optional.empty()));
    }

    @Test
    void aSessionThatIsNotThereGetsNone() {
        ActorRef<HubProtocol.Command> hub = hub();
        SessionId unknown = SessionId.next();
        set(hub, unknown, true);
        find(unknown, Optional.empty());

        assertRefused(Refusal.SESSION_NOT_FOUND);
    }

    @Test
    void nothingChangesOnceTheServerStops_I10() {
        ActorRef<HubProtocol.Command> hub = hub();
        hub.tell(HubProtocol.StopAdmitting.INSTANCE);
        for (boolean open : List.of(true, false)) {
            set(hub, algebra.info().id(), open);
            assertRefused(Refusal.UNAVAILABLE);
        }
    }

    /** A class of which only the code is shown would take memory from those that are taught. */
    @Test
    void aSessionDoesNotComeIntoUseByItsCode_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(bytesOfAlgebra()));
        StoredSession second = stored(2);
        joined(hub, ANN, Role.STUDENT);
        set(hub, second.info().id(), true);
        writer.expectMessageClass(Writer.SetJoinCode.class)
                .replyTo()
                .tell(new Writer.JoinCodeSet(Optional.of(new JoinCode("ABCDEF"))));

        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.JoinCodeSet.class);
    }
}
