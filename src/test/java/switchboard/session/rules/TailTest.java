package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.RoutedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.api.TailBudget;
import switchboard.session.api.TailBudgets;

class TailTest {
    private static final SessionId SESSION = SessionId.next();
    private static final View ALL = new View(Lesson.TEACHER, Role.INSTRUCTOR, ProtocolVersion.V2, 0);
    private static final List<UserId> STUDENTS = List.of(Lesson.ANN, Lesson.BOB, Lesson.CAT);

    private final TailBudget budget = new TailBudget(1 << 20);

    @Test
    void keepsTheNewestUpToTheirNumber() {
        Tail tail = new Tail(3, 1 << 20, budget.share(), 10);
        for (long seq = 11; seq <= 15; seq++) {
            tail.add(broadcast(seq));
        }
        assertThat(tail.head()).isEqualTo(15);
        assertThat(tail.reaches(11)).isFalse();
        assertThat(tail.reaches(12)).isTrue();
        assertThat(seqs(tail.visible(ALL, 12))).containsExactly(13L, 14L, 15L);
        assertThat(seqs(tail.visible(ALL, 14))).containsExactly(15L);
        assertThat(tail.visible(ALL, 15)).isEmpty();
    }

    @Test
    void aMessageLargerThanTheTailLeavesItEmptyAndUsable() {
        RoutedMessage message = broadcast(1);
        Tail tail = new Tail(10, message.encoded().bytes() - 1, budget.share(), 0);
        tail.add(message);
        assertThat(tail.head()).isEqualTo(1);
        assertThat(tail.reaches(0)).isFalse();
        assertThat(tail.reaches(1)).isTrue();
        assertThat(TailBudgets.hasLeft(budget, 1 << 20)).isTrue();
    }

    @Test
    void whereAllTogetherHoldTooMuchTheOneThatGrowsGivesWay() {
        int bytes = broadcast(1).encoded().bytes();
        TailBudget small = new TailBudget(3L * bytes);
        Tail idle = new Tail(10, 1 << 20, small.share(), 0);
        idle.add(broadcast(1));
        idle.add(broadcast(2));
        Tail busy = new Tail(10, 1 << 20, small.share(), 0);
        for (long seq = 1; seq <= 9; seq++) {
            busy.add(broadcast(seq));
        }
        assertThat(TailBudgets.hasLeft(small, 0)).isTrue();
        assertThat(seqs(idle.visible(ALL, 0))).containsExactly(1L, 2L);
        assertThat(seqs(busy.visible(ALL, 8))).containsExactly(9L);
    }

    @Test
    void givesItsBytesBackWhenItBeginsAnewOrItsShareIsGone() {
        TailBudget.Share share = budget.share();
        Tail tail = new Tail(10, 1 << 20, share, 0);
        tail.add(broadcast(1));
        tail.restartAt(7);
        assertThat(TailBudgets.hasLeft(budget, 1 << 20)).isTrue();
        assertThat(tail.reaches(6)).isFalse();
        assertThat(tail.reaches(7)).isTrue();
        tail.add(broadcast(8));
        assertThat(TailBudgets.hasLeft(budget, 1 << 20)).isFalse();
        share.giveBackAll();
        share.giveBackAll();
        assertThat(TailBudgets.hasLeft(budget, 1 << 20)).isTrue();
    }

    @Test
    void refusesAGap() {
        Tail tail = new Tail(10, 1 << 20, budget.share(), 4);
        assertThatThrownBy(() -> tail.add(broadcast(6))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void showsWhatAViewOfTheWholeLogShows_I3_I7(long seed) {
        Random random = new Random(seed);
        long head = random.nextInt(100);
        int maxMessages = 1 + random.nextInt(60);
        long maxBytes = 300 + random.nextInt(12_000);
        Tail tail = new Tail(maxMessages, maxBytes, budget.share(), head);
        List<Message> log = new ArrayList<>();
        long begin = head;
        for (int i = 0; i < 400; i++) {
            if (random.nextInt(80) == 0) {
                begin = tail.head() + random.nextInt(5);
                log.clear();
                tail.restartAt(begin);
            }
            Message message = any(random, tail.head() + 1);
            log.add(message);
            tail.add(RoutedMessage.of(message));
            View view = anyView(random, message.seq());
            long after = begin + random.nextLong(message.seq() - begin + 1);
            List<Message> behind = log.stream().filter(one -> one.seq() > after).toList();
            if (tail.reaches(after)) {
                assertThat(seqs(tail.visible(view, after)))
                        .containsExactlyElementsOf(behind.stream()
                                .filter(view::shows)
                                .map(Message::seq)
                                .toList());
            } else {
                long bytes = behind.stream()
                        .mapToLong(one -> RoutedMessage.of(one).encoded().bytes())
                        .sum();
                assertThat(behind.size() > maxMessages || bytes > maxBytes)
                        .as("only what does not fit is forgotten")
                        .isTrue();
            }
        }
    }

    private static Message any(Random random, long seq) {
        MessageType type = MessageType.values()[random.nextInt(MessageType.values().length)];
        UserId student = STUDENTS.get(random.nextInt(STUDENTS.size()));
        UserId from =
                type.sender() == Role.STUDENT ? student : random.nextBoolean() ? Lesson.TEACHER : Lesson.ASSISTANT;
        return Lesson.message(SESSION, seq, type, from, type.needsRecipient() ? student : null);
    }

    private static View anyView(Random random, long head) {
        ProtocolVersion version = random.nextBoolean() ? ProtocolVersion.V1 : ProtocolVersion.V2;
        return random.nextBoolean()
                ? new View(Lesson.TEACHER, Role.INSTRUCTOR, version, random.nextLong(head + 1))
                : new View(STUDENTS.get(random.nextInt(3)), Role.STUDENT, version, random.nextLong(head + 1));
    }

    private static RoutedMessage broadcast(long seq) {
        return RoutedMessage.of(Lesson.message(SESSION, seq, MessageType.INSTRUCTOR_BROADCAST, Lesson.TEACHER, null));
    }

    private static List<Long> seqs(List<EncodedMessage> messages) {
        return messages.stream().map(EncodedMessage::seq).toList();
    }
}
