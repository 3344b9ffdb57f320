package switchboard.bench.load;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchSession;
import switchboard.protocol.values.MessageType;

/**
 * A few broadcasts a second in each of some sessions, by its first instructor, each at a random moment of its own part
 * of the second. Seeded: the same plan for every run.
 */
public final class SteadyBroadcasts implements Plan {
    public static final int PER_SECOND = 2;

    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    private static final long SEED = 2;

    private final List<BenchSession> sessions;
    private final Random random = new Random(SEED);
    private final Queue<Send> ofThisSlot = new ArrayDeque<>();
    private long slots;

    public SteadyBroadcasts(List<BenchSession> sessions) {
        this.sessions = sessions;
    }

    @Override
    public Send next() {
        Send next = ofThisSlot.poll();
        if (next == null) {
            long from = slots++ * SLOT_NANOS;
            sessions.stream()
                    .map(session -> new Send(
                            from + random.nextLong(SLOT_NANOS),
                            session.instructors().get(0),
                            MessageType.INSTRUCTOR_BROADCAST,
                            null))
                    .sorted(Comparator.comparingLong(Send::atNanos))
                    .forEach(ofThisSlot::add);
            next = ofThisSlot.remove();
        }
        return next;
    }
}
