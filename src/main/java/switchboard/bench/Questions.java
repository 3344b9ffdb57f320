package switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import switchboard.protocol.MessageType;

/** How many messages the server can commit and deliver, where each has a sender who waits for it. */
final class Questions implements Scenario {
    private static final int ROOMS = 10;
    private static final int SENDERS = 10;

    @Override
    public String name() {
        return "questions";
    }

    @Override
    public String description() {
        return ROOMS + " sessions of " + SENDERS + " students, one question of each in flight";
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<Participant> senders = new ArrayList<>();
        for (Room room : stage.openRooms(ROOMS, SENDERS, 1)) {
            senders.addAll(room.students());
        }
        ClosedLoop.Outcome outcome = ClosedLoop.run(stage, senders, MessageType.INSTRUCTOR_INBOX);
        Meter.Reading reading = outcome.reading();
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of("messages", "1/s", reading.perSecond(outcome.completed())));
        figures.add(Figure.of("server CPU per message", "µs", reading.serverMicrosPer(outcome.completed())));
        figures.addAll(outcome.latencies().figures("send to instructor"));
        figures.addAll(reading.load());
        return figures;
    }
}
