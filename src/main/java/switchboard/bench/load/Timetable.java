package switchboard.bench.load;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import switchboard.bench.stage.Demand;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;

/**
 * Who sends what when in {@code classroom}: 41 messages in each second, each at a random moment of its own 41st part of
 * it, so that some come close together as in a real class. The order is fixed, and everybody's share of it small enough
 * for the default limit of 100 in any minute: an instructor sends 80, a student at most 48.
 *
 * <pre>
 *  of 41 in a second   sent by       types
 *   4                  instructors   in 2 s: 2 broadcasts, 3 requests, 3 private replies
 *  37                  students      10 questions, 12 answers, 15 analytics
 * </pre>
 *
 * Seeded: the same plan for every run. Of several sessions each has another one.
 */
public final class Timetable {
    public static final int INSTRUCTORS = 3;
    public static final int STUDENTS = 47;
    public static final int PER_SECOND = 41;

    private static final int INSTRUCTOR_EVERY = 10;
    private static final int FROM_INSTRUCTORS = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** After so long the types that instructors send come again in the same order. */
    public static final long CYCLE_NANOS = 2 * NANOS_PER_SECOND;

    private static final long SEED = 41;

    private static final MessageType[] FROM_INSTRUCTOR = {
        MessageType.INSTRUCTOR_BROADCAST,
        MessageType.REQUEST,
        MessageType.INBOX_RESPONSE,
        MessageType.REQUEST,
        MessageType.INSTRUCTOR_BROADCAST,
        MessageType.INBOX_RESPONSE,
        MessageType.REQUEST,
        MessageType.INBOX_RESPONSE
    };
    private static final int QUESTIONS = 10;
    private static final int ANSWERS = 12;

    /**
     * @param atNanos from the beginning
     * @param sender index among its role
     * @param recipient index among the students; null where the type needs none
     */
    public record Entry(
            long atNanos,
            MessageType type,
            int sender,
            @Nullable Integer recipient) {
        public Role senderRole() {
            return type.sender();
        }
    }

    private final Random random;
    private long made;
    private int fromInstructors;
    private int fromStudents;
    private int direct;

    /** That of a session that is alone. */
    public Timetable() {
        this(0);
    }

    /** @param session its number, from 0 */
    public Timetable(int session) {
        random = new Random(SEED + session);
    }

    /** What it has one of each send, in so many seconds. */
    public static Demand demand(int seconds, int contentBytes) {
        return new Demand(
                Demand.Sends.atRate((double) (PER_SECOND - FROM_INSTRUCTORS) / STUDENTS, seconds),
                Demand.Sends.atRate((double) FROM_INSTRUCTORS / INSTRUCTORS, seconds),
                contentBytes);
    }

    /** The entry that follows. */
    public Entry next() {
        long slot = made++;
        long from = slot * NANOS_PER_SECOND / PER_SECOND;
        long at = from + (long) (random.nextDouble() * NANOS_PER_SECOND / PER_SECOND);
        int inSecond = (int) (slot % PER_SECOND);
        return inSecond % INSTRUCTOR_EVERY == 0 && inSecond / INSTRUCTOR_EVERY < FROM_INSTRUCTORS
                ? fromInstructor(at)
                : fromStudent(at);
    }

    private Entry fromInstructor(long at) {
        MessageType type = FROM_INSTRUCTOR[fromInstructors % FROM_INSTRUCTOR.length];
        int sender = fromInstructors % INSTRUCTORS;
        fromInstructors++;
        return new Entry(at, type, sender, type.needsRecipient() ? direct++ % STUDENTS : null);
    }

    private Entry fromStudent(long at) {
        int inCycle = fromStudents % (PER_SECOND - FROM_INSTRUCTORS);
        int sender = fromStudents % STUDENTS;
        fromStudents++;
        MessageType type = inCycle < QUESTIONS
                ? MessageType.INSTRUCTOR_INBOX
                : inCycle < QUESTIONS + ANSWERS ? MessageType.REQUEST_RESPONSE : MessageType.ANALYTICS;
        return new Entry(at, type, sender, null);
    }
}
