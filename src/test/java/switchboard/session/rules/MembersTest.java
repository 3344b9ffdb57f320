package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.RecordingFollower;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;

class MembersTest {
    private final Members members = new Members();

    @Test
    void theNewestConnectionOfAUserIsTheMember_I6() {
        Subscriber old = student(1, ANN);
        Subscriber newer = student(2, ANN);
        assertThat(join(old)).isNull();
        assertThat(join(newer)).isEqualTo(old);
        assertThat(join(old)).as("late").isSameAs(old);
        assertThat(members.subscribers()).containsExactly(newer);
    }

    /** The earlier program's race: a late clean-up of the old connection removed the new one. */
    @Test
    void theEndOfAnOldConnectionDoesNotTouchTheNewOne_I6() {
        join(student(1, ANN));
        join(student(2, ANN));
        members.remove(new ConnectionId(1));
        assertThat(members.find(new ConnectionId(2))).isPresent();
        assertThat(members.isPresent(ANN, Role.STUDENT)).isTrue();
    }

    @Test
    void whoJoinsTwiceStaysTheMemberAsItIs() {
        Subscriber ann = student(1, ANN);
        join(ann);
        members.find(ann.id()).orElseThrow().liveAt(7);
        assertThat(join(student(1, ANN))).isNull();
        assertThat(members.find(ann.id()).orElseThrow().live()).isTrue();
        assertThat(members.subscribers()).hasSize(1);
    }

    @Test
    void anInstructorOfThatNameIsNoStudentPresent() {
        join(new Subscriber(
                new ConnectionId(1),
                ANN,
                Role.INSTRUCTOR,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, Integer.MAX_VALUE),
                connection(),
                null));
        assertThat(members.isPresent(ANN, Role.STUDENT)).isFalse();
        join(student(2, ANN));
        assertThat(members.isPresent(ANN, Role.STUDENT)).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void agreesWithOneNewestConnectionAUser_I6(long seed) {
        Random random = new Random(seed);
        Map<UserId, Long> newest = new HashMap<>();
        for (int i = 0; i < 500; i++) {
            UserId user = random.nextBoolean() ? ANN : BOB;
            long id = 1 + random.nextInt(40);
            // One connection belongs to one user.
            id = user.equals(ANN) ? id * 2 : id * 2 + 1;
            if (random.nextInt(3) > 0) {
                join(student(id, user));
                newest.merge(user, id, Math::max);
            } else {
                members.remove(new ConnectionId(id));
                newest.remove(user, id);
            }
            Set<Long> connected = new HashSet<>();
            members.all()
                    .forEach(member -> connected.add(member.subscriber().id().value()));
            assertThat(connected).isEqualTo(new HashSet<>(newest.values()));
            assertThat(members.isPresent(ANN, Role.STUDENT)).isEqualTo(newest.containsKey(ANN));
            assertThat(members.isEmpty()).isEqualTo(newest.isEmpty());
        }
    }

    private Subscriber join(Subscriber subscriber) {
        return members.join(subscriber, new View(subscriber.user(), subscriber.role(), subscriber.version(), 0));
    }

    private static Subscriber student(long id, UserId user) {
        return new Subscriber(
                new ConnectionId(id),
                user,
                Role.STUDENT,
                ProtocolVersion.V1,
                AddressBlock.UNKNOWN,
                new RecordingFollower(0, Integer.MAX_VALUE),
                connection(),
                null);
    }

    private static ActorRef<SessionEvent> connection() {
        return TestInbox.<SessionEvent>create().getRef();
    }
}
