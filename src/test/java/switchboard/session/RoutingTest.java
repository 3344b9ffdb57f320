package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Submission;
import switchboard.session.api.Submitter;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.session.rules.Enrolment;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.FanOutWrites;
import switchboard.session.rules.Members;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.session.rules.Tail;
import switchboard.store.AppendOutcome;
import switchboard.store.NewMessage;

class RoutingTest {
    private static final SessionId SESSION = SessionId.next();

    private final Members members = new Members();
    private final SubmissionPipeline submissions =
            new SubmissionPipeline(TEACHER, new Enrolment(Set.of(ANN, BOB)), Lesson.RATES, 1 << 20, Lesson.storage());
    private final Roster roster = new Roster(Lesson.session(ANN, BOB), 250, full -> {});
    private final Presence presence = new Presence(roster, members, Set.of(), 0);
    private final FanOut fanOut = new FanOut(
            members,
            new Tail(10, 1 << 20, new TailBudget(1 << 20).share(), 0),
            1_000,
            new FanOutWrites(1, Runnable::run));
    private final Routing routing = new Routing(
            submissions,
            fanOut,
            roster,
            presence,
            new LongPolls(4, new KnownSession(Lesson.stored(1)), presence, ended -> {}));

    private final RecordingFollower bob = new RecordingFollower(0, 100);
    private final TestInbox<SessionEvent> toBob = TestInbox.create();
    private final List<SessionEvent.Answer> answers = new ArrayList<>();
    /** What bob had been offered when each answer came. */
    private final List<List<Long>> offeredBefore = new ArrayList<>();
    /** What bob had been offered when each answer was announced. */
    private final List<List<Long>> offeredBeforeAnnounced = new ArrayList<>();

    private final Submitter teacher = new Submitter() {
        @Override
        public UserId user() {
            return TEACHER;
        }

        @Override
        public Role role() {
            return Role.INSTRUCTOR;
        }

        @Override
        public boolean wantsReceipt() {
            return false;
        }

        @Override
        public void answerFollows() {
            offeredBeforeAnnounced.add(bob.taken());
        }

        @Override
        public void answer(SessionEvent.Answered answered) {
            answers.add(answered.answer());
            offeredBefore.add(bob.taken());
        }
    };

    RoutingTest() {
        Subscriber subscriber = new Subscriber(
                new ConnectionId(1),
                BOB,
                Role.STUDENT,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                bob,
                toBob.getRef(),
                null);
        members.join(subscriber, new View(BOB, Role.STUDENT, ProtocolVersion.V1, 0));
        fanOut.follow(members.find(subscriber.id()).orElseThrow(), 0);
        assertThat(toBob.receiveMessage()).isEqualTo(SessionEvent.Live.INSTANCE);
    }

    @Test
    void allOfAGroupIsOfferedBeforeAnyOfItIsAnswered_I1() {
        boolean doubt = route(appended(1, Lesson.broadcast("1")), appended(2, Lesson.reply(BOB, "2")));
        assertThat(doubt).isFalse();
        assertThat(answers)
                .extracting(answer -> ((SessionEvent.Accepted) answer).message().seq())
                .containsExactly(1L, 2L);
        assertThat(offeredBefore).containsExactly(List.of(1L, 2L), List.of(1L, 2L));
    }

    /** So that a sender's own copy and its receipt leave in one write. */
    @Test
    void anAnswerIsAnnouncedBeforeWhatItFollows() {
        route(appended(1, Lesson.broadcast("1")), appended(2, Lesson.reply(BOB, "2")));
        assertThat(offeredBeforeAnnounced).containsExactly(List.of(), List.of());
    }

    @Test
    void aRecipientWhoIsNotThereIsNamedUnlessTheMessageWasRoutedBefore() {
        AppendOutcome.Appended toAnn = appended(1, Lesson.reply(ANN, "x"));
        AppendOutcome.Appended toBobHere = appended(2, Lesson.reply(BOB, "x"));
        route(toAnn, toBobHere);
        assertThat(offline(0)).isEqualTo(ANN);
        assertThat(offline(1)).isNull();
        route(appended(1, Lesson.reply(ANN, "resubmitted")));
        assertThat(offline(2)).isNull();
        assertThat(bob.taken()).containsExactly(2L);
    }

    @Test
    void aGapLeavesTheLogIndeterminateAndSendsWhoWasLiveToTheStore_I3() {
        assertThat(route(appended(4, Lesson.broadcast("x")))).isTrue();
        assertThat(((SessionEvent.ReadUpTo) toBob.receiveMessage()).head()).isEqualTo(3);
        assertThat(bob.taken()).isEmpty();
        assertThat(fanOut.head()).isEqualTo(4);
    }

    @Test
    void whatWasNotStoredIsAnsweredByWhatIsKnownOfIt() {
        assertThat(route(new AppendOutcome.Failed(submit(Lesson.broadcast("x")).id(), false)))
                .isFalse();
        assertThat(route(new AppendOutcome.Failed(submit(Lesson.broadcast("x")).id(), true)))
                .isTrue();
        assertThat(route(
                        new AppendOutcome.Rejected(submit(Lesson.broadcast("x")).id(), Refusal.BUSY)))
                .isFalse();
        assertThat(answers)
                .containsExactly(
                        new SessionEvent.NotAccepted(StorageFailure.NOT_STORED),
                        new SessionEvent.NotAccepted(StorageFailure.UNKNOWN),
                        new SessionEvent.NotAccepted(Refusal.BUSY.refused()));
        assertThat(submissions.pending()).isEmpty();
        assertThat(fanOut.head()).isZero();
    }

    @Test
    void anEndThatOnlyTheWriterKnowsLeavesTheLogIndeterminate() {
        AppendOutcome late = new AppendOutcome.Rejected(MessageId.next(), Refusal.SESSION_ENDED);
        assertThat(routing.route(List.of(late), true, 0)).isTrue();
        assertThat(routing.route(List.of(late), false, 0)).isFalse();
    }

    private boolean route(AppendOutcome... outcomes) {
        return routing.route(List.of(outcomes), true, 0);
    }

    private AppendOutcome.Appended appended(long seq, IncomingFrame frame) {
        return new AppendOutcome.Appended(submit(frame).inLog(SESSION, seq, NOON));
    }

    private NewMessage submit(IncomingFrame frame) {
        Submission submit = new SessionProtocol.Submit(new ConnectionId(1), MessageId.next(), frame, 0, false);
        return ((SubmissionPipeline.Taken) submissions.take(teacher, submit, true, 0)).message();
    }

    private @Nullable UserId offline(int answer) {
        return ((SessionEvent.Accepted) answers.get(answer)).offline();
    }
}
