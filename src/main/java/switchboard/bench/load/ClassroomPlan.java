package switchboard.bench.load;

import org.jspecify.annotations.Nullable;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;

/** What a {@link Timetable} has the people of one session send. */
public final class ClassroomPlan implements Plan {
    private final BenchSession session;
    private final Timetable timetable;
    private final long fromNanos;
    private final double stretch;

    /** At the timetable's own rate, from its beginning on. */
    public ClassroomPlan(BenchSession session) {
        this(session, new Timetable(), 0, 1);
    }

    /**
     * @param fromNanos what the timetable has before is left out
     * @param stretch how many times as long as by the timetable everything takes
     */
    public ClassroomPlan(BenchSession session, Timetable timetable, long fromNanos, double stretch) {
        this.session = session;
        this.timetable = timetable;
        this.fromNanos = fromNanos;
        this.stretch = stretch;
    }

    @Override
    public Send next() {
        Timetable.Entry entry = timetable.next();
        while (entry.atNanos() < fromNanos) {
            entry = timetable.next();
        }
        long atNanos = (long) (stretch * (entry.atNanos() - fromNanos));
        return new Send(atNanos, sender(entry), entry.type(), recipient(entry));
    }

    private BenchUser sender(Timetable.Entry entry) {
        return switch (entry.senderRole()) {
            case STUDENT -> session.students().get(entry.sender());
            case INSTRUCTOR -> session.instructors().get(entry.sender());
        };
    }

    private @Nullable BenchUser recipient(Timetable.Entry entry) {
        Integer recipient = entry.recipient();
        return recipient == null ? null : session.students().get(recipient);
    }
}
