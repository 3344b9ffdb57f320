package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.RecordingFollower;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.Follower;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.session.rules.Members.Member;

class FanOutTest {
    private static final SessionId SESSION = SessionId.next();

    private final Members members = new Members();
    /** Keeps four messages, and moves on after three seqs who sees none. */
    private final FanOut fanOut = new FanOut(
            members, new Tail(4, 1 << 20, new TailBudget(1 << 20).share(), 0), 3, new FanOutWrites(1, Runnable::run));

    private long lastConnection;

    private final class Student {
        private final TestInbox<SessionEvent> events = TestInbox.create();
        private final RecordingFollower follower;
        private final Member member;

        Student(UserId user, long position, int room) {
            follower = new RecordingFollower(position, room);
            Subscriber subscriber = new Subscriber(
                    new ConnectionId(++lastConnection),
                    user,
                    Role.STUDENT,
                    ProtocolVersion.V1,
                    AddressBlock.UNKNOWN,
                    follower,
                    events.getRef(),
                    null);
            members.join(subscriber, new View(user, Role.STUDENT, ProtocolVersion.V1, fanOut.head()));
            member = members.find(subscriber.id()).orElseThrow();
        }

        SessionEvent follow() {
            fanOut.follow(member, follower.position());
            return events.receiveMessage();
        }
    }

    @Test
    void bringsAFollowerToTheHeadByTheShortestWay_I3_I4() {
        said(10);
        Student ann = new Student(ANN, 5, 100);
        assertThat(ann.follow()).isEqualTo(new SessionEvent.ReadUpTo(10));
        ann.follower.offer(5, 10, List.of());
        assertThat(ann.follow()).isEqualTo(SessionEvent.Live.INSTANCE);
        Student bob = new Student(BOB, 6, 2);
        SessionEvent.TailSlice slice = (SessionEvent.TailSlice) bob.follow();
        assertThat(slice.after()).isEqualTo(8);
        assertThat(slice.messages()).extracting(message -> message.seq()).containsExactly(9L, 10L);
    }

    @Test
    void offersNothingToWhoIsBehindUntilTheyFollow_I3() {
        Student ann = new Student(ANN, 0, 1);
        ann.follow();
        said(2);
        ann.follower.spaceFor(100);
        said(1);
        assertThat(ann.follower.taken()).containsExactly(1L);
        assertThat(ann.follow()).isEqualTo(SessionEvent.Live.INSTANCE);
        said(1);
        assertThat(ann.follower.taken()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void movesOnWhoSeesNothingNowAndThenAndAtTheEnd_I3() {
        Student ann = new Student(ANN, 0, 100);
        ann.follow();
        for (int seq = 1; seq <= 4; seq++) {
            add(MessageType.INSTRUCTOR_INBOX, BOB);
        }
        assertThat(ann.follower.position()).isEqualTo(3);
        fanOut.end(4);
        assertThat(ann.follower.position()).isEqualTo(4);
        assertThat(ann.events.receiveMessage()).isEqualTo(new SessionEvent.SessionEnded(4));
        assertThat(ann.follower.taken()).isEmpty();
    }

    @Test
    void whatDidNotPassHereIsReadFromTheStoreByWhoWasLive_I3() {
        Student ann = new Student(ANN, 0, 100);
        ann.follow();
        Student bob = new Student(BOB, 0, 100); // Replaying: it will follow when it is done.
        fanOut.skipTo(7);
        assertThat(ann.events.receiveMessage()).isEqualTo(new SessionEvent.ReadUpTo(7));
        assertThat(bob.events.hasMessages()).isFalse();
        fanOut.skipTo(7);
        fanOut.skipTo(3);
        assertThat(ann.events.hasMessages()).isFalse();
        assertThat(fanOut.head()).isEqualTo(7);
    }

    @Test
    void anEndBeyondWhatPassedHereIsReachedThroughTheStore_I3() {
        Student ann = new Student(ANN, 0, 100);
        ann.follow();
        fanOut.end(2);
        assertThat(ann.events.getAllReceived())
                .containsExactly(new SessionEvent.ReadUpTo(2), new SessionEvent.SessionEnded(2));
        assertThat(ann.follower.position()).isZero();
    }

    private void said(int times) {
        for (int i = 0; i < times; i++) {
            add(MessageType.INSTRUCTOR_BROADCAST, TEACHER);
        }
    }

    private void add(MessageType type, UserId from) {
        fanOut.add(Lesson.message(SESSION, fanOut.head() + 1, type, from, null));
        fanOut.offerAdded();
    }

    /** Nobody else wrote it: its client got nothing any more until it sent something. */
    @Test
    void handsOverWhatIsToBeWrittenThoughAnOfferFails_I3() {
        List<Integer> written = new ArrayList<>();
        AtomicInteger offers = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            live(new Writing() {
                @Override
                void offered(Executor writes) {
                    int offer = offers.incrementAndGet();
                    if (offer == 3) {
                        throw new IllegalStateException("on purpose");
                    }
                    writes.execute(() -> written.add(offer));
                }
            });
        }
        assertThatThrownBy(() -> said(1)).hasMessage("on purpose");
        assertThat(written).as("by its own thread, and by another one").containsExactly(1, 2);
    }

    private void live(Follower follower) {
        ConnectionId id = new ConnectionId(++lastConnection);
        UserId user = new UserId("student-" + lastConnection);
        TestInbox<SessionEvent> events = TestInbox.create();
        Subscriber subscriber = new Subscriber(
                id, user, Role.STUDENT, ProtocolVersion.V1, AddressBlock.UNKNOWN, follower, events.getRef(), null);
        members.join(subscriber, new View(user, Role.STUDENT, ProtocolVersion.V1, fanOut.head()));
        fanOut.follow(members.find(id).orElseThrow(), fanOut.head());
    }

    /** Takes all, and has its socket written as it says. */
    private abstract static class Writing implements Follower {
        abstract void offered(Executor writes);

        @Override
        public long offer(long after, long upTo, List<EncodedMessage> messages, Executor writes) {
            offered(writes);
            return upTo;
        }

        @Override
        public void answerFollows() {
            throw new AssertionError("it asks for nothing");
        }

        @Override
        public void presenceChanged(UserId user, Role role, @Nullable DisplayName name, boolean online) {
            throw new AssertionError("a student is not told");
        }

        @Override
        public void participants(JsonPieces participants) {
            throw new AssertionError("a student is not told");
        }
    }
}
