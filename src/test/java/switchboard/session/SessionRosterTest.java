package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.CAT;
import static switchboard.session.Lesson.NOT_ENROLLED;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;

/** What follows in a session from a change of its people. */
class SessionRosterTest extends SessionFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    SessionRosterTest() {
        super(ACTORS);
    }

    private StoredSession with(long version, UserId... students) {
        return new StoredSession(
                stored.number(),
                stored.info().withPeople(List.of(students), Map.of(CAT, new DisplayName("Cät"))),
                version);
    }

    private void change(ActorRef<SessionProtocol.Command> session, StoredSession changed) {
        session.tell(new SessionProtocol.RosterChanged(
                changed, Set.copyOf(changed.info().studentIds())));
    }

    @Test
    void whoWasRemovedIsToldAndLetGo() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        Client bob = student(session, BOB, 0).live();

        change(session, with(1, BOB, CAT));

        ann.events.expectMessage(SessionEvent.Removed.INSTANCE);
        said(session, 1);
        assertThat(ann.follower.taken()).isEmpty();
        assertThat(bob.follower.taken()).containsExactly(1L);
        bob.hearsNothing();
    }

    /** The answer comes first: by it the client knows whether its message is in the log. */
    @Test
    void whatWasOnItsWayIsAnsweredBefore() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();
        ann.submit(Lesson.question("on its way"));
        Writer.Append append = log.append();

        change(session, with(1, BOB, CAT));
        barrier(session);
        hub.expectMessageClass(HubProtocol.Registered.class);
        ann.events.expectNoMessage(Duration.ZERO);
        log.commit(append);

        assertThat(ann.answer()).isInstanceOf(SessionEvent.Accepted.class);
        ann.events.expectMessage(SessionEvent.Removed.INSTANCE);
    }

    @Test
    void whoIsNotInTheListMayNotJoinOrComeBack() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        change(session, with(1, BOB, CAT));

        student(session, ANN, 0).join().events.expectMessage(SessionEvent.Removed.INSTANCE);
        Client again = student(session, ANN, 0);
        session.tell(new SessionProtocol.Rejoin(again.subscriber, new View(ANN, Role.STUDENT, ProtocolVersion.V1, 0)));
        again.events.expectMessage(SessionEvent.Removed.INSTANCE);
    }

    @Test
    void whoWasAddedMayJoinAndBeSpokenTo() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V1).live();
        teacher.submit(Lesson.reply(NOT_ENROLLED, "are you there?"));
        assertThat(teacher.refusal()).isEqualTo(Refusal.RECIPIENT_NOT_IN_SESSION);

        change(session, with(1, ANN, NOT_ENROLLED));

        student(session, NOT_ENROLLED, 0).live();
        teacher.submit(Lesson.reply(NOT_ENROLLED, "now you are"));
        log.commit(log.append());
        assertThat(teacher.answer()).isInstanceOf(SessionEvent.Accepted.class);
    }

    @Test
    void version2GetsTheSessionAsItIsNow() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V2).live();
        Client ann = student(session, ANN, 0).live();

        change(session, with(1, ANN, CAT));

        assertThat(teacher.events
                        .expectMessageClass(SessionEvent.SessionChanged.class)
                        .session()
                        .toString())
                .contains("\"student_ids\":[\"ann\",\"cat\"]", "\"names\":{\"cat\":\"Cät\"}");
        ann.hearsNothing();
    }

    @Test
    void anOlderListIsNoNews() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client ann = student(session, ANN, 0).live();

        change(session, with(2, ANN, CAT));
        change(session, with(1, BOB, CAT));

        ann.hearsNothing();
    }

    /** The hub had an older list when it started the actor: what the store says counts, and the hub hears of it. */
    @Test
    void theStoreKnowsBestAsTheActorStarts() {
        ActorRef<SessionProtocol.Command> session = spawn(Lesson.SETTINGS, Set.of(), 10);
        Client ann = student(session, ANN, 0).join();
        StoredSession newer = with(3, BOB, CAT);

        writer.expectMessageClass(Writer.ReadHead.class)
                .replyTo()
                .tell(new Writer.HeadRead(0, 0, null, newer, List.of(), 0));

        ann.events.expectMessage(SessionEvent.Removed.INSTANCE);
        assertThat(hub.expectMessageClass(HubProtocol.RosterSeen.class).session())
                .isEqualTo(newer);
    }

    @Test
    void theOtherInstructorsHearOfATakeoverFromOneWhoWasThere() {
        ActorRef<SessionProtocol.Command> session = started(Lesson.SETTINGS);
        Client teacher = instructor(session, TEACHER, ProtocolVersion.V2).live();
        Client ann = student(session, ANN, 0).live();

        session.tell(new SessionProtocol.TakenOver(ANN, ann.subscriber.role()));
        session.tell(new SessionProtocol.TakenOver(TEACHER, teacher.subscriber.role()));

        assertThat(teacher.events
                        .expectMessageClass(SessionEvent.UserReplaced.class)
                        .user())
                .isEqualTo(ANN);
        teacher.hearsNothing();
        ann.hearsNothing();
    }
}
