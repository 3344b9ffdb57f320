package switchboard.bench;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import switchboard.protocol.MessageType;

/**
 * A load that goes on whatever the server does: a few broadcasts a second in each of some classes, each at a random moment
 * of its own part of the second. Seeded: the same plan for every run.
 */
final class SteadyBroadcasts {
    static final int PER_SECOND = 2;

    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    private static final long SEED = 2;

    private final ClientLoop loop;
    private final Random random = new Random(SEED);
    private final long end;

    private SteadyBroadcasts(ClientLoop loop, long end) {
        this.loop = loop;
        this.end = end;
    }

    /** Schedules them from now on for that long, sent by the first instructor of each room. */
    static void schedule(ClientLoop loop, List<Room> rooms, long nanos) {
        long begin = loop.now();
        SteadyBroadcasts broadcasts = new SteadyBroadcasts(loop, begin + nanos);
        rooms.forEach(room -> broadcasts.scheduleNext(room, begin));
    }

    private void scheduleNext(Room room, long slot) {
        if (slot >= end) {
            return;
        }
        long dueAt = slot + random.nextLong(SLOT_NANOS);
        loop.at(dueAt, () -> {
            room.send(room.instructors().get(0), MessageType.INSTRUCTOR_BROADCAST, null, dueAt);
            scheduleNext(room, slot + SLOT_NANOS);
        });
    }
}
