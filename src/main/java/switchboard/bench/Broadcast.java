package switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.MessageType;

/** How many deliveries the server can make, and what one costs it. */
final class Broadcast implements Scenario {
    private static final int ROOMS = 10;
    private static final int STUDENTS = 50;

    @Override
    public String name() {
        return "broadcast";
    }

    @Override
    public String description() {
        return ROOMS + " sessions of " + STUDENTS + " students, one broadcast in flight in each";
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<Participant> senders = new ArrayList<>();
        for (Room room : stage.openRooms(ROOMS, STUDENTS, 1)) {
            senders.addAll(room.instructors());
        }
        ClosedLoop.Outcome outcome = ClosedLoop.run(stage, senders, MessageType.INSTRUCTOR_BROADCAST);
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("deliveries", "1/s", reading.perSecond(reading.deliveries())));
        figures.add(Figure.of("server CPU per delivery", "µs", reading.serverMicrosPer(reading.deliveries())));
        figures.addAll(outcome.latencies().figures("send to last student"));
        figures.addAll(reading.load());
        return figures;
    }
}
