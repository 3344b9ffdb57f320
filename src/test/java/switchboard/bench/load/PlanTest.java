package switchboard.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.account.Tally;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.LocalAddresses;
import switchboard.protocol.values.MessageType;

/** Loads that go on whatever the server does: what is sent when. */
final class PlanTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<BenchSession> sessions = List.of(session(0), session(1), session(2));

    private static BenchSession session(int number) {
        return new BenchSession(
                number, "session-" + number, new BenchSession.Kind(3, 1, Dialect.V1, 64, 16), new Tally());
    }

    private static List<Plan.Send> sends(Plan plan, int count) {
        return IntStream.range(0, count).mapToObj(i -> plan.next()).toList();
    }

    @Test
    void aFixedRateIsEvenAndEverybodysTurnComes() {
        List<BenchUser> students = sessions.get(0).students();

        List<Plan.Send> sends = sends(new FixedRate(students, MessageType.ANALYTICS, 300), 601);

        assertThat(sends.get(0).atNanos()).isZero();
        assertThat(sends.get(300).atNanos()).isEqualTo(SECOND);
        assertThat(sends.get(600).atNanos()).isEqualTo(2 * SECOND);
        for (int i = 1; i < sends.size(); i++) {
            assertThat(sends.get(i).atNanos() - sends.get(i - 1).atNanos()).isBetween(SECOND / 300, SECOND / 300 + 1);
            assertThat(sends.get(i).sender()).isSameAs(students.get(i % 3));
        }
    }

    @Test
    void steadyBroadcastsComeInOrderAndInEachRoomOncePerPartOfASecond() {
        Plan plan = new SteadyBroadcasts(sessions);

        for (int slot = 0; slot < 10; slot++) {
            List<Plan.Send> sends = sends(plan, sessions.size());
            long from = slot * SECOND / SteadyBroadcasts.PER_SECOND;
            assertThat(sends)
                    .extracting(Plan.Send::atNanos)
                    .isSorted()
                    .allSatisfy(at -> assertThat(at).isBetween(from, from + SECOND / SteadyBroadcasts.PER_SECOND - 1));
            assertThat(sends).extracting(send -> send.sender().session()).containsExactlyInAnyOrderElementsOf(sessions);
        }
    }

    @Test
    void classesThatShareARateAreNotInStep() {
        BenchSession first = classroom(0);
        BenchSession second = classroom(1);
        Plan whole = new ClassroomPlan(first);
        Plan slow = new ClassroomPlan(second, new Timetable(1), SECOND / 2, 10);

        List<Plan.Send> ofFirst = sends(whole, 3 * Timetable.PER_SECOND);
        List<Plan.Send> ofSecond = sends(slow, 3 * Timetable.PER_SECOND);

        assertThat(ofFirst.get(Timetable.PER_SECOND).atNanos())
                .isBetween(SECOND, SECOND + SECOND / Timetable.PER_SECOND);
        assertThat(ofSecond)
                .extracting(Plan.Send::atNanos)
                .isSorted()
                .allSatisfy(at -> assertThat(at).isNotNegative());
        assertThat(ofSecond.get(Timetable.PER_SECOND).atNanos())
                .isBetween(10 * SECOND, 10 * SECOND + 20 * SECOND / Timetable.PER_SECOND);
        assertThat(ofSecond).extracting(send -> send.sender().session()).containsOnly(second);
        assertThat(ofFirst.get(0).type()).isEqualTo(MessageType.INSTRUCTOR_BROADCAST);
        assertThat(ofSecond.get(0).type()).isNotEqualTo(MessageType.INSTRUCTOR_BROADCAST);
    }

    private static BenchSession classroom(int number) {
        return new BenchSession(
                number,
                "session-" + number,
                new BenchSession.Kind(Timetable.STUDENTS, Timetable.INSTRUCTORS, Dialect.V1, 64, 16),
                new Tally());
    }

    @Test
    void nothingIsSentThatIsDueAtTheEnd() {
        long[] time = {0};
        try (ClientLoop loop = new ClientLoop(() -> time[0] += 10_000, LocalAddresses.ANY)) {
            List<Long> planned = new ArrayList<>();
            BenchUser sender = sessions.get(0).students().get(0); // Not connected: sending would fail.
            Plan plan = () -> {
                planned.add(time[0]);
                return new Plan.Send(1_000_000, sender, MessageType.ANALYTICS, null);
            };
            long begin = loop.now();

            Plan.schedule(loop, plan, begin, begin + 1_000_000);
            loop.runFor(5_000_000);
            assertThat(planned).hasSize(1);

            Plan.schedule(loop, plan, loop.now(), loop.now() + 2_000_000);
            assertThatThrownBy(() -> loop.runFor(5_000_000)).isInstanceOf(BenchFailure.class);
        }
    }
}
