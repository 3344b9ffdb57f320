package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.CAT;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.NOT_ENROLLED;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.ActorsExtension;
import switchboard.session.Lesson;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.store.RosterChange;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;

/** How the hub changes the people of a session, and what it lets them do afterwards. */
class HubRosterTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private static final RosterChange ADD = new RosterChange.Add(List.of(NOT_ENROLLED), Map.of(), 100);

    HubRosterTest() {
        super(ACTORS);
    }

    private void change(ActorRef<HubProtocol.Command> hub, SessionId session, RosterChange change) {
        hub.tell(new HubProtocol.ChangeRoster(
                session, change, Lesson.CLIENT, replies.getRef().narrow()));
    }

    private StoredSession with(long version, UserId... students) {
        return new StoredSession(algebra.number(), algebra.info().withPeople(List.of(students), Map.of()), version);
    }

    private Writer.ChangeRoster asked() {
        return writer.expectMessageClass(Writer.ChangeRoster.class);
    }

    @Test
    void whoWasAddedMayJoinOnceItIsOnDisk() {
        ActorRef<HubProtocol.Command> hub = hub();
        joined(hub, ANN, Role.STUDENT);
        change(hub, algebra.info().id(), ADD);
        Writer.ChangeRoster asked = asked();
        admit(hub, algebra.info().id(), NOT_ENROLLED, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);

        StoredSession changed = with(1, ANN, BOB, CAT, NOT_ENROLLED);
        asked.replyTo().tell(new Writer.RosterChanged(changed));

        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.RosterChanged(changed.info()));
        client(hub, NOT_ENROLLED, Role.STUDENT).join().joined();
    }

    @Test
    void whoWasRemovedIsToldAndMayNotComeBack() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        change(hub, algebra.info().id(), new RosterChange.Remove(ANN));

        asked().replyTo().tell(new Writer.RosterChanged(with(1, BOB, CAT)));

        replies.expectMessageClass(HubProtocol.RosterChanged.class);
        ann.events.expectMessage(SessionEvent.Removed.INSTANCE);
        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
    }

    /** Of two answers that overtake each other the newer list stays. */
    @Test
    void anOlderListNeverComesBack() {
        ActorRef<HubProtocol.Command> hub = hub();
        joined(hub, BOB, Role.STUDENT);
        change(hub, algebra.info().id(), ADD);
        change(hub, algebra.info().id(), new RosterChange.Remove(ANN));
        Writer.ChangeRoster first = asked();
        Writer.ChangeRoster second = asked();

        second.replyTo().tell(new Writer.RosterChanged(with(2, BOB, CAT, NOT_ENROLLED)));
        replies.expectMessageClass(HubProtocol.RosterChanged.class);
        first.replyTo().tell(new Writer.RosterChanged(with(1, ANN, BOB, CAT, NOT_ENROLLED)));
        replies.expectMessageClass(HubProtocol.RosterChanged.class);

        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
    }

    @Test
    void aSessionThatNobodyUsesIsChangedWithoutComingIntoUse() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(1));
        change(hub, algebra.info().id(), ADD);

        StoredSession changed = with(1, ANN, NOT_ENROLLED);
        asked().replyTo().tell(new Writer.RosterChanged(changed));

        assertThat(replies.receiveMessage()).isEqualTo(new HubProtocol.RosterChanged(changed.info()));
    }

    @Test
    void whatIsNotThereOrHasEndedIsNotChanged() {
        ActorRef<HubProtocol.Command> hub = hub();
        SessionId unknown = SessionId.next();
        change(hub, unknown, ADD);
        find(unknown, Optional.empty());
        assertRefused(Refusal.SESSION_NOT_FOUND);
        StoredSession ended = Lesson.stored(7);
        change(hub, ended.info().id(), ADD);
        find(ended.info().id(), Optional.of(ended.ended(ended.info().endedAt(NOON))));
        assertRefused(Refusal.ALREADY_ENDED);
        hub.tell(HubProtocol.StopAdmitting.INSTANCE);
        change(hub, algebra.info().id(), ADD);
        assertRefused(Refusal.UNAVAILABLE);
    }

    /** As for all that is in use: a list that grows takes memory, too. */
    @Test
    void aListDoesNotGrowBeyondTheMemoryOfSessionsInUse_I5() {
        ActorRef<HubProtocol.Command> hub = hub(inUse(2 * bytesOfAlgebra() + 100));
        joined(hub, ANN, Role.STUDENT);

        change(hub, algebra.info().id(), ADD);

        assertRefused(Refusal.UNAVAILABLE);
        change(hub, algebra.info().id(), new RosterChange.Remove(BOB));
        asked();
    }

    @Test
    void theWritersRefusalIsTheAnswer() {
        ActorRef<HubProtocol.Command> hub = hub();
        change(hub, algebra.info().id(), new RosterChange.Remove(NOT_ENROLLED));
        asked().replyTo().tell(new Writer.NotStored(Refusal.STUDENT_NOT_FOUND.refused()));
        assertRefused(Refusal.STUDENT_NOT_FOUND);
    }

    /** Whoever removes a student once more, as the first answer never came, finds the student gone. */
    @Test
    void aRefusalTellsWhatAnUnansweredChangeMade() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        change(hub, algebra.info().id(), new RosterChange.Remove(ANN));

        asked().replyTo().tell(new Writer.RosterRefused(with(1, BOB, CAT), Refusal.STUDENT_NOT_FOUND.refused()));

        assertRefused(Refusal.STUDENT_NOT_FOUND);
        ann.events.expectMessage(SessionEvent.Removed.INSTANCE);
        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.NOT_ENROLLED);
    }
}
