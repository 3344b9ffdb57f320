package switchboard.protocol.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Context;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/** Every message of a small session in the eyes of every user: what protocol.md, sections 1, 4 and 5, says of each. */
class ViewTest {
    private static final UserId TEACHER = new UserId("teacher");
    private static final UserId ASSISTANT = new UserId("assistant");
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final List<UserId> INSTRUCTORS = List.of(TEACHER, ASSISTANT);
    private static final List<UserId> STUDENTS = List.of(ALICE, BOB);
    private static final long HEAD = 10;

    static Stream<Message> everyMessage() {
        List<Message> messages = new ArrayList<>();
        for (long seq : new long[] {1, HEAD, HEAD + 1, HEAD + 1_000}) {
            for (MessageType type : MessageType.values()) {
                for (UserId from : type.sender() == Role.STUDENT ? STUDENTS : INSTRUCTORS) {
                    if (type.needsRecipient()) {
                        STUDENTS.forEach(to -> messages.add(message(seq, type, from, to)));
                    } else {
                        messages.add(message(seq, type, from, null));
                    }
                }
            }
        }
        return messages.stream();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void instructorsSeeEverythingInHistoryAndInVersion2(Message message) {
        for (UserId instructor : INSTRUCTORS) {
            assertThat(view(instructor, Role.INSTRUCTOR, ProtocolVersion.V2).shows(message))
                    .isTrue();
            if (message.seq() <= HEAD) {
                assertThat(view(instructor, Role.INSTRUCTOR, ProtocolVersion.V1).shows(message))
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void studentsSeeWhatTheySentWhatIsForThemAndBroadcastsInHistoryAndInVersion2(Message message) {
        for (UserId student : STUDENTS) {
            boolean visible = message.from().equals(student)
                    || student.equals(message.to())
                    || message.type() == MessageType.INSTRUCTOR_BROADCAST;

            assertThat(view(student, Role.STUDENT, ProtocolVersion.V2).shows(message))
                    .isEqualTo(visible);
            if (message.seq() <= HEAD) {
                assertThat(view(student, Role.STUDENT, ProtocolVersion.V1).shows(message))
                        .isEqualTo(visible);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void version1GetsLiveOnlyWhatItIsARecipientOf(Message message) {
        if (message.seq() <= HEAD) {
            return;
        }
        for (UserId instructor : INSTRUCTORS) {
            boolean recipient = Stream.of("instructor_inbox", "request_response", "analytics")
                    .anyMatch(message.type().wire()::equals);
            assertThat(view(instructor, Role.INSTRUCTOR, ProtocolVersion.V1).shows(message))
                    .isEqualTo(recipient);
        }
        for (UserId student : STUDENTS) {
            boolean recipient = message.type() == MessageType.INSTRUCTOR_BROADCAST || student.equals(message.to());
            assertThat(view(student, Role.STUDENT, ProtocolVersion.V1).shows(message))
                    .isEqualTo(recipient);
        }
    }

    /** I7. */
    @ParameterizedTest
    @MethodSource("everyMessage")
    void noStudentEverSeesAnotherStudentsPrivateMessages(Message message) {
        for (UserId student : STUDENTS) {
            UserId other = student.equals(ALICE) ? BOB : ALICE;
            if (message.from().equals(other) || other.equals(message.to())) {
                for (ProtocolVersion version : ProtocolVersion.values()) {
                    assertThat(view(student, Role.STUDENT, version).shows(message))
                            .as("%s sees %s", student, message)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void whoHasTeachingAndLearningUnderOneNameGetsNoEchoLiveInVersion1() {
        Message own = message(HEAD + 1, MessageType.ANALYTICS, ALICE, null);

        assertThat(view(ALICE, Role.INSTRUCTOR, ProtocolVersion.V1).shows(own)).isFalse();
        assertThat(view(ALICE, Role.INSTRUCTOR, ProtocolVersion.V2).shows(own)).isTrue();
    }

    @Test
    void instructorsAreNoRecipientsOfDirectMessagesToTheirName() {
        Message toAlice = message(HEAD + 1, MessageType.REQUEST, TEACHER, ALICE);

        assertThat(view(ALICE, Role.INSTRUCTOR, ProtocolVersion.V1).shows(toAlice))
                .isFalse();
    }

    @Test
    void onlyTheSenderInVersion2SeesTheRef() {
        assertThat(view(ALICE, Role.STUDENT, ProtocolVersion.V2).showsRef(ALICE))
                .isTrue();
        assertThat(view(ALICE, Role.STUDENT, ProtocolVersion.V1).showsRef(ALICE))
                .isFalse();
        assertThat(view(TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2).showsRef(ALICE))
                .isFalse();
    }

    private static View view(UserId user, Role role, ProtocolVersion version) {
        return new View(user, role, version, HEAD);
    }

    private static Message message(long seq, MessageType type, UserId from, @Nullable UserId to) {
        return new Message(
                MessageId.next(),
                SessionId.next(),
                seq,
                type,
                Context.GENERAL,
                from,
                to,
                Content.EMPTY,
                Instant.EPOCH,
                null);
    }
}
