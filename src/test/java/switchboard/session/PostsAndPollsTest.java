package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** A session and those who use it without a connection. */
class PostsAndPollsTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final StoredSession stored = Lesson.stored(1);
    private final HubProtocol.Readable readable = new HubProtocol.Readable(stored);
    private final TestProbe<Writer.Command> writer = ACTORS.probe(Writer.Command.class);
    private final TestProbe<HubProtocol.Command> hub = ACTORS.probe(HubProtocol.Command.class);
    private final TestProbe<History.Command> history = ACTORS.probe(History.Command.class);
    private final WriterByHand log = new WriterByHand(writer, stored);

    private ActorRef<SessionProtocol.Command> session;

    @BeforeEach
    void startSession() {
        session = ACTORS.kit()
                .spawn(Session.create(
                        stored,
                        log.dependencies(ACTORS, hub, history, Lesson.SETTINGS),
                        new TailBudget(1 << 20).share(),
                        Set.copyOf(stored.info().studentIds()),
                        Set.of(),
                        10));
        log.headIs(0, null);
    }

    // ---- posts

    @Test
    void aPostIsAnsweredOnceItIsOnDiskWithItsPlaceAndHowManyGetIt_I1() {
        RecordingFollower ann = connected(ANN, Role.STUDENT);
        RecordingFollower bob = connected(BOB, Role.STUDENT);
        TestProbe<HubProtocol.PostReply> post =
                post(TEACHER, Role.INSTRUCTOR, frame("instructor_broadcast", "b-1", "hello"));
        Writer.Append append = log.append();
        post.expectNoMessage(Duration.ZERO);
        assertThat(ann.taken()).as("not on disk yet").isEmpty();

        log.commit(append);

        HubProtocol.Posted posted = post.expectMessageClass(HubProtocol.Posted.class);
        assertThat(posted.message().seq()).isEqualTo(1);
        assertThat(posted.duplicate()).isFalse();
        assertThat(posted.recipients()).isEqualTo(2);
        assertThat(ann.taken()).containsExactly(1L);
        assertThat(bob.taken()).containsExactly(1L);
    }

    @Test
    void postsCountAgainstTheSameLimitAsFrames() {
        for (int i = 0; i < Lesson.RATES.student(); i++) {
            assertThat(refusal(post(ANN, Role.STUDENT, FrameReader.binary()))).isNotEqualTo(Refusal.RATE_LIMITED);
        }

        HubProtocol.NotDone refused =
                post(ANN, Role.STUDENT, frame("analytics", "a-1", "x")).expectMessageClass(HubProtocol.NotDone.class);

        assertThat(refused.refused().refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(refused.refused().details()).containsKey("retry_after_ms");
    }

    @Test
    void aRefusedPostWhoseRefIsKnownIsAnsweredAsTheFirst() {
        TestProbe<HubProtocol.PostReply> post =
                post(ANN, Role.STUDENT, frame("instructor_broadcast", "a-1", "not for me"));
        History.FindRef lookUp = history.expectMessageClass(History.FindRef.class);
        assertThat(lookUp.user()).isEqualTo(ANN);

        lookUp.replyTo()
                .tell(new History.RefFound(
                        Optional.of(Lesson.accepted(MessageId.next(), 7, null).message())));

        HubProtocol.Posted posted = post.expectMessageClass(HubProtocol.Posted.class);
        assertThat(posted.duplicate()).isTrue();
        assertThat(posted.message().seq()).isEqualTo(7);
    }

    @Test
    void aRefusedPostWhoseRefIsNewStaysRefused() {
        TestProbe<HubProtocol.PostReply> post =
                post(ANN, Role.STUDENT, frame("instructor_broadcast", "a-1", "not for me"));

        history.expectMessageClass(History.FindRef.class).replyTo().tell(new History.RefFound(Optional.empty()));

        assertThat(refusal(post)).isEqualTo(Refusal.NOT_PERMITTED);
    }

    @Test
    void aRefusalWaitsForTheMessageOfTheSameRefThatIsOnItsWayToTheDisk() {
        TestProbe<HubProtocol.PostReply> first = post(ANN, Role.STUDENT, frame("analytics", "a-1", "x"));
        TestProbe<HubProtocol.PostReply> second =
                post(ANN, Role.STUDENT, frame("instructor_broadcast", "a-1", "not for me"));
        Writer.Append append = log.append();
        second.expectNoMessage(Duration.ZERO);

        log.commit(append);
        HubProtocol.Posted posted = first.expectMessageClass(HubProtocol.Posted.class);
        history.expectMessageClass(History.FindRef.class)
                .replyTo()
                .tell(new History.RefFound(Optional.of(posted.message())));

        assertThat(second.expectMessageClass(HubProtocol.Posted.class).duplicate())
                .isTrue();
    }

    @Test
    void aRefThatCannotBeLookedUpIsToBeTriedAgain() {
        TestProbe<HubProtocol.PostReply> post =
                post(ANN, Role.STUDENT, frame("instructor_broadcast", "a-1", "not for me"));

        history.expectMessageClass(History.FindRef.class).replyTo().tell(new History.FindFailed(Trouble.LOCKED));

        HubProtocol.NotDone refused = post.expectMessageClass(HubProtocol.NotDone.class);
        assertThat(refused.refused().refusal()).isEqualTo(Refusal.BUSY);
        assertThat(refused.refused().details()).containsKey("retry_after_ms");
    }

    @Test
    void whoPostedHearsThatNobodyKnowsWhenTheSessionFails_I1() {
        TestProbe<HubProtocol.PostReply> post =
                post(TEACHER, Role.INSTRUCTOR, frame("instructor_broadcast", "b-1", "hello"));
        log.append();

        session.tell(Faults.ofTheActor());

        assertThat(refusal(post)).isEqualTo(Refusal.STORAGE_FAILED);
    }

    @Test
    void whoseRefIsLookedUpHearsThatNobodyKnowsWhenTheSessionFails_I8() {
        TestProbe<HubProtocol.PostReply> first = post(ANN, Role.STUDENT, frame("analytics", "a-1", "x"));
        TestProbe<HubProtocol.PostReply> second =
                post(ANN, Role.STUDENT, frame("instructor_broadcast", "a-1", "not for me"));
        TestProbe<HubProtocol.PostReply> lookedUp =
                post(ANN, Role.STUDENT, frame("instructor_broadcast", "a-2", "not for me"));
        history.expectMessageClass(History.FindRef.class);

        session.tell(Faults.ofTheActor());

        for (TestProbe<HubProtocol.PostReply> post : List.of(first, second, lookedUp)) {
            assertThat(refusal(post)).isEqualTo(Refusal.STORAGE_FAILED);
        }
    }

    // ---- long polls

    @Test
    void aPollEndsWithTheFirstMessageThatItsUserMaySee_I7() {
        TestProbe<HubProtocol.LongPollReply> ann = poll(ANN, Role.STUDENT, 0);
        TestProbe<HubProtocol.LongPollReply> teacher = poll(TEACHER, Role.INSTRUCTOR, 0);
        post(BOB, Role.STUDENT, frame("instructor_inbox", "q-1", "why?"));

        log.commit(log.append());

        teacher.expectMessage(readable);
        ann.expectNoMessage(Duration.ZERO);
        ACTORS.pass(TEN_SECONDS);
        ann.expectMessage(readable);
    }

    @Test
    void aPollDoesNotWaitWhereThereIsSomethingToRead() {
        TestProbe<HubProtocol.PostReply> post = post(BOB, Role.STUDENT, frame("instructor_inbox", "q-1", "why?"));
        log.commit(log.append());
        post.expectMessageClass(HubProtocol.Posted.class);

        poll(TEACHER, Role.INSTRUCTOR, 0).expectMessage(readable);
        TestProbe<HubProtocol.LongPollReply> read = poll(TEACHER, Role.INSTRUCTOR, 1);
        TestProbe<HubProtocol.LongPollReply> ann = poll(ANN, Role.STUDENT, 0);

        whatCameBeforeIsDone();
        read.expectNoMessage(Duration.ZERO);
        ann.expectNoMessage(Duration.ZERO);
    }

    @Test
    void theEndOfTheSessionEndsAllPolls() {
        TestProbe<HubProtocol.LongPollReply> ann = poll(ANN, Role.STUDENT, 0);

        session.tell(new SessionProtocol.End(stored.info().endedAt(NOON), 0));

        HubProtocol.Readable ended =
                new HubProtocol.Readable(stored.ended(stored.info().endedAt(NOON)));
        ann.expectMessage(ended);
        poll(ANN, Role.STUDENT, 0).expectMessage(ended);
    }

    @Test
    void theFifthPollOfAUserEndsTheFirstAndTheOthersGetTheNextMessage_I5() {
        List<TestProbe<HubProtocol.LongPollReply>> polls = new ArrayList<>();
        for (int i = 0; i < Lesson.SETTINGS.maxLongPolls() + 1; i++) {
            polls.add(poll(ANN, Role.STUDENT, 0));
        }
        polls.get(0).expectMessage(HubProtocol.LongPollSuperseded.INSTANCE);
        assertThat(online()).contains(ANN.value());
        polls.subList(1, polls.size()).forEach(poll -> poll.expectNoMessage(Duration.ZERO));

        post(TEACHER, Role.INSTRUCTOR, frame("instructor_broadcast", "b-1", "hello"));
        log.commit(log.append());

        polls.subList(1, polls.size()).forEach(poll -> poll.expectMessage(readable));
        ACTORS.pass(TEN_SECONDS.plusSeconds(1));
        whatCameBeforeIsDone();
        polls.forEach(poll -> poll.expectNoMessage(Duration.ZERO));
    }

    @Test
    void whoPolledIsThereForTenSecondsMore() {
        LongPollId id = LongPollId.next();
        TestProbe<HubProtocol.LongPollReply> ann = poll(id, ANN, Role.STUDENT, 0);
        assertThat(online()).contains(ANN.value());

        session.tell(new SessionProtocol.StopLongPoll(id));
        whatCameBeforeIsDone();
        ACTORS.pass(Duration.ofSeconds(9));
        assertThat(online()).contains(ANN.value());
        ACTORS.pass(Duration.ofSeconds(2));

        assertThat(online()).doesNotContain(ANN.value());
        ann.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aSessionThatSomebodyPollsDoesNotAskToStop() {
        TestProbe<HubProtocol.LongPollReply> ann =
                poll(LongPollId.next(), ANN, Role.STUDENT, 0, Duration.ofSeconds(100));
        whatCameBeforeIsDone();

        ACTORS.pass(Duration.ofSeconds(61));
        whatCameBeforeIsDone(); // and not HubProtocol.SessionIdle before it

        ACTORS.pass(Duration.ofSeconds(40));
        ann.expectMessage(readable);
        ACTORS.pass(Duration.ofSeconds(120));
        hub.expectMessageClass(HubProtocol.SessionIdle.class);
    }

    // ---- helpers

    private static IncomingFrame frame(String type, String ref, String text) {
        String json = "{\"type\":\"" + type + "\",\"ref\":\"" + ref + "\",\"content\":{\"text\":\"" + text + "\"}}";
        return FrameReader.read(json.getBytes(StandardCharsets.UTF_8), ProtocolVersion.V2);
    }

    private RecordingFollower connected(UserId user, Role role) {
        TestProbe<SessionEvent> events = ACTORS.probe(SessionEvent.class);
        RecordingFollower follower = new RecordingFollower(0, 1_000);
        ConnectionId id = new ConnectionId(user.equals(ANN) ? 1 : 2);
        session.tell(new SessionProtocol.Join(new Subscriber(
                id, user, role, ProtocolVersion.V2, AddressBlock.UNKNOWN, follower, events.getRef(), null)));
        events.expectMessageClass(SessionEvent.Joined.class);
        session.tell(new SessionProtocol.Follow(id, 0));
        events.expectMessage(SessionEvent.Live.INSTANCE);
        return follower;
    }

    private TestProbe<HubProtocol.PostReply> post(UserId user, Role role, IncomingFrame frame) {
        TestProbe<HubProtocol.PostReply> reply = ACTORS.probe(HubProtocol.PostReply.class);
        session.tell(new SessionProtocol.Post(user, role, frame, reply.getRef()));
        return reply;
    }

    private static Refusal refusal(TestProbe<HubProtocol.PostReply> reply) {
        return reply.expectMessageClass(HubProtocol.NotDone.class).refused().refusal();
    }

    private TestProbe<HubProtocol.LongPollReply> poll(UserId user, Role role, long after) {
        return poll(LongPollId.next(), user, role, after);
    }

    private TestProbe<HubProtocol.LongPollReply> poll(LongPollId id, UserId user, Role role, long after) {
        return poll(id, user, role, after, TEN_SECONDS);
    }

    private TestProbe<HubProtocol.LongPollReply> poll(
            LongPollId id, UserId user, Role role, long after, Duration atMost) {
        TestProbe<HubProtocol.LongPollReply> reply = ACTORS.probe(HubProtocol.LongPollReply.class);
        session.tell(new SessionProtocol.LongPoll(id, user, role, AddressBlock.UNKNOWN, after, atMost, reply.getRef()));
        return reply;
    }

    private List<String> online() {
        TestProbe<HubProtocol.ParticipantsReply> reply = ACTORS.probe(HubProtocol.ParticipantsReply.class);
        session.tell(new SessionProtocol.GetParticipants(null, reply.getRef()));
        return RecordingFollower.online(
                reply.expectMessageClass(HubProtocol.Participants.class).participants());
    }

    /** What the hub is told next is what this asks for. */
    private void whatCameBeforeIsDone() {
        session.tell(new SessionProtocol.Register(hub.getRef()));
        hub.expectMessageClass(HubProtocol.Registered.class);
    }
}
