package switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a class feels: a fixed load far below what the server can do, with the default rate limits. Times count from the
 * moment when a message was due, so that a server that makes senders wait cannot hide it.
 */
final class Classroom implements Scenario {

    @Override
    public String name() {
        return "classroom";
    }

    @Override
    public String description() {
        return Timetable.INSTRUCTORS + " instructors, " + Timetable.STUDENTS + " students, " + Timetable.PER_SECOND
                + " messages/s of all six types, default rate limits";
    }

    @Override
    public boolean raisesRates() {
        return false;
    }

    @Override
    public List<Figure> run(Stage stage) {
        Room room =
                stage.openRooms(1, Timetable.STUDENTS, Timetable.INSTRUCTORS).get(0);
        ClientLoop loop = stage.loop();
        Latencies latencies = new Latencies();
        long begin = loop.now();
        long measureFrom = begin + stage.settings().warmUpNanos();
        long measureTo = measureFrom + stage.settings().measuredNanos();
        room.listen((sender, scheduledAt, now) -> {
            if (scheduledAt >= measureFrom && scheduledAt < measureTo) {
                latencies.record(now - scheduledAt);
            }
        });
        scheduleNext(loop, room, new Timetable(), begin, measureTo);
        loop.runFor(measureFrom - loop.now());
        Meter meter = stage.meter();
        loop.runFor(measureTo - loop.now());
        Meter.Reading reading = meter.read();
        stage.settle();
        List<Figure> figures = new ArrayList<>(latencies.figures("send to last recipient"));
        figures.add(Figure.of("deliveries", "1/s", reading.perSecond(reading.deliveries())));
        figures.addAll(reading.load());
        return figures;
    }

    private static void scheduleNext(ClientLoop loop, Room room, Timetable timetable, long begin, long end) {
        Timetable.Entry entry = timetable.next();
        long dueAt = begin + entry.atNanos();
        if (dueAt >= end) {
            return;
        }
        loop.at(dueAt, () -> {
            room.send(sender(room, entry), entry.type(), recipient(room, entry), dueAt);
            scheduleNext(loop, room, timetable, begin, end);
        });
    }

    private static Participant sender(Room room, Timetable.Entry entry) {
        return switch (entry.senderRole()) {
            case STUDENT -> room.students().get(entry.sender());
            case INSTRUCTOR -> room.instructors().get(entry.sender());
        };
    }

    private static @Nullable Participant recipient(Room room, Timetable.Entry entry) {
        Integer recipient = entry.recipient();
        return recipient == null ? null : room.students().get(recipient);
    }
}
