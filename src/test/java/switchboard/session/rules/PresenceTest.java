package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.ASSISTANT;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.RecordingFollower;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Subscriber;
import switchboard.store.Joiner;
import switchboard.store.StoreSamples;

class PresenceTest {
    private static final ConnectionId FIRST = new ConnectionId(1);
    private static final ConnectionId SECOND = new ConnectionId(2);
    private static final long LINGER = 10;
    private static final AddressBlock CLIENT = new AddressBlock(true, 1);

    private final Members members = new Members();
    private final Roster roster = new Roster(Lesson.session(ANN, BOB), 250, full -> {});

    @Test
    void aStudentWhoIsNoMemberIsOffline() {
        Presence presence = new Presence(roster, members, Set.of(), 0);
        assertThat(presence.awaitsSomebody()).isFalse();
        assertThat(presence.isOffline(ANN)).isTrue();
        members.join(
                new Subscriber(
                        FIRST,
                        ANN,
                        Role.STUDENT,
                        ProtocolVersion.V1,
                        CLIENT,
                        new RecordingFollower(0, Integer.MAX_VALUE),
                        TestInbox.<SessionEvent>create().getRef(),
                        null),
                new View(ANN, Role.STUDENT, ProtocolVersion.V1, 0));
        assertThat(presence.isOffline(ANN)).isFalse();
    }

    @Test
    void nobodyIsOfflineUntilAllWhoWereLeftBehindWereSeen() {
        Presence presence = new Presence(roster, members, Set.of(FIRST, SECOND), 0);
        assertThat(presence.seen(FIRST)).isFalse();
        assertThat(presence.seen(new ConnectionId(7))).as("nobody awaits it").isFalse();
        assertThat(presence.isOffline(ANN)).isFalse();
        assertThat(presence.seen(SECOND)).isTrue();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(presence.seen(SECOND)).as("only once").isFalse();
    }

    @Test
    void orUntilTheyHaveHadTheirTime() {
        Presence presence = new Presence(roster, members, Set.of(FIRST), 0);
        presence.awaitNobody();
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(presence.seen(FIRST)).isFalse();
    }

    // ---- what instructors of version 2 are told

    @Test
    void eachChangeIsToldOnceAndNotToWhoMadeIt() {
        Presence presence = presence();
        RecordingFollower teacher = join(1, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2);
        presence.came(subscriber(9, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        RecordingFollower old = join(2, ASSISTANT, Role.INSTRUCTOR, ProtocolVersion.V1);
        presence.came(subscriber(9, ASSISTANT, Role.INSTRUCTOR, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        RecordingFollower ann = join(3, ANN, Role.STUDENT, ProtocolVersion.V2);
        presence.came(subscriber(9, ANN, Role.STUDENT, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        presence.came(subscriber(9, ANN, Role.STUDENT, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        members.remove(new ConnectionId(3));
        presence.gone(ANN, Role.STUDENT);
        assertThat(teacher.presence()).containsExactly("+assistant", "+ann", "-ann");
        assertThat(old.presence()).isEmpty();
        assertThat(ann.presence()).isEmpty();
    }

    @Test
    void aTakeoverInAnotherRoleIsAGoingAndAComing() {
        Presence presence = presence();
        RecordingFollower teacher = join(1, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2);
        join(2, ANN, Role.STUDENT, ProtocolVersion.V1);
        presence.came(subscriber(9, ANN, Role.STUDENT, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        join(3, ANN, Role.INSTRUCTOR, ProtocolVersion.V1);
        presence.gone(ANN, Role.STUDENT);
        presence.came(subscriber(9, ANN, Role.INSTRUCTOR, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        assertThat(teacher.presence()).containsExactly("+ann", "-ann", "+ann");
        assertThat(presence.isOffline(ANN)).isTrue();
    }

    @Test
    void aPollerIsThereForAWhileAfterTheLastPoll() {
        Presence presence = presence();
        RecordingFollower teacher = join(1, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2);
        presence.pollBegins(ANN, Role.STUDENT, CLIENT);
        presence.pollBegins(ANN, Role.STUDENT, CLIENT);
        presence.pollEnds(ANN, Role.STUDENT, 100);
        presence.expirePollers(100 + LINGER);
        assertThat(presence.isOffline(ANN)).as("one poll is open").isFalse();
        presence.pollEnds(ANN, Role.STUDENT, 200);
        presence.expirePollers(200 + LINGER - 1);
        assertThat(presence.isOffline(ANN)).isFalse();
        presence.expirePollers(200 + LINGER);
        assertThat(presence.isOffline(ANN)).isTrue();
        assertThat(presence.hasPollers()).isFalse();
        assertThat(teacher.presence()).containsExactly("+ann", "-ann");
    }

    @Test
    void aMemberStaysWhenTheLongPollsEnd() {
        Presence presence = presence();
        RecordingFollower teacher = join(1, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2);
        presence.pollBegins(ANN, Role.STUDENT, CLIENT);
        join(2, ANN, Role.STUDENT, ProtocolVersion.V2);
        presence.came(subscriber(9, ANN, Role.STUDENT, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        presence.pollEnds(ANN, Role.STUDENT, 0);
        presence.expirePollers(LINGER);
        assertThat(teacher.presence()).containsExactly("+ann");
    }

    @Test
    void whileSomebodyIsAwaitedNoChangeIsToldAndThenAllAre() {
        Presence presence = new Presence(roster, members, Set.of(FIRST), LINGER);
        RecordingFollower teacher = join(11, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2);
        presence.came(subscriber(9, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        join(12, ANN, Role.STUDENT, ProtocolVersion.V1);
        presence.came(subscriber(9, ANN, Role.STUDENT, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        assertThat(teacher.presence()).isEmpty();
        presence.awaitNobody();
        assertThat(teacher.presence()).containsExactly("[+ann,-bob,+teacher]");
        members.remove(new ConnectionId(12));
        presence.gone(ANN, Role.STUDENT);
        assertThat(teacher.presence()).containsExactly("[+ann,-bob,+teacher]", "-ann");
    }

    @Test
    void namesWhoseFirstJoinIsStillToBeNoted() {
        Presence presence = presence();
        join(1, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2);
        presence.came(subscriber(9, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        join(2, ANN, Role.STUDENT, ProtocolVersion.V2);
        presence.came(subscriber(9, ANN, Role.STUDENT, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        Joiner teacher = new Joiner(TEACHER, Role.INSTRUCTOR);
        Joiner ann = new Joiner(ANN, Role.STUDENT);
        assertThat(roster.unnoted()).containsExactly(teacher, ann);
        roster.noted(List.of(StoreSamples.firstJoin(TEACHER, Role.INSTRUCTOR, NOON)));
        assertThat(roster.unnoted()).containsExactly(ann);
        presence.came(subscriber(9, TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, new RecordingFollower(0, 0)));
        assertThat(roster.unnoted()).containsExactly(ann);
        assertThat(roster.json().toString())
                .isEqualTo("[{\"user_id\":\"ann\",\"role\":\"student\",\"online\":true},"
                        + "{\"user_id\":\"bob\",\"role\":\"student\",\"online\":false},"
                        + "{\"user_id\":\"teacher\",\"role\":\"instructor\",\"online\":true,"
                        + "\"joined_at\":\"2026-11-24T12:00:00.000Z\"}]");
    }

    private Presence presence() {
        return new Presence(roster, members, Set.of(), LINGER);
    }

    private static Subscriber subscriber(
            long id, UserId user, Role role, ProtocolVersion version, RecordingFollower follower) {
        return new Subscriber(
                new ConnectionId(id),
                user,
                role,
                version,
                CLIENT,
                follower,
                TestInbox.<SessionEvent>create().getRef(),
                null);
    }

    private RecordingFollower join(long id, UserId user, Role role, ProtocolVersion version) {
        RecordingFollower follower = new RecordingFollower(0, Integer.MAX_VALUE);
        members.join(subscriber(id, user, role, version, follower), new View(user, role, version, 0));
        return follower;
    }
}
