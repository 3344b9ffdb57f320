package switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import switchboard.protocol.MessageType;
import switchboard.protocol.Role;

/**
 * A network fails and comes back: most people of all classes lose their connections at once, miss messages, and return
 * within seconds from where they were. How long until each has everything, and what those feel who never left.
 *
 * <pre>
 *  all there, steady load        dropped; missed messages sent        all return, steady load
 *  |-- warm-up --|-- usual --|   |---- to those who stayed ---|   |-- at random within 10 s --|
 * </pre>
 *
 * Twice: a server that has never seen one is still compiling what it needs for it, and both are what operators meet. By
 * version 2 of the protocol always. Times count from when somebody was to connect, or a message to be sent.
 */
final class Storm implements Scenario {

    /**
     * @param rooms classes, each with an instructor, who stays
     * @param leavers students of each who lose their connections
     * @param stayers students of each who do not
     * @param missed messages of each class that the leavers miss
     * @param returnNanos within which they come back
     */
    record Size(int rooms, int leavers, int stayers, int missed, long returnNanos) {}

    private static final Size FULL = new Size(20, 50, 5, 500, TimeUnit.SECONDS.toNanos(10));

    /** What was missed, and what comes meanwhile. */
    private static final int REMEMBERED_FRAMES = 1024;

    private static final long SEED = 10;

    private final Size size;

    Storm() {
        this(FULL);
    }

    Storm(Size size) {
        this.size = size;
    }

    @Override
    public String name() {
        return "storm";
    }

    @Override
    public String description() {
        return String.format(
                "%,d connections drop, miss %d messages each, and come back within %d s",
                size.rooms * size.leavers, size.missed, TimeUnit.NANOSECONDS.toSeconds(size.returnNanos));
    }

    @Override
    public List<Figure> run(Stage stage) {
        List<Room> rooms = stage.createRooms(
                size.rooms, new Room.People(size.leavers + size.stayers, 1), Dialect.V2_WITH_REFS, REMEMBERED_FRAMES);
        rooms.forEach(room -> stage.join(room.participants()));

        underLoad(stage, rooms, stage.settings().warmUpNanos(), new Latencies());
        Latencies usual = new Latencies();
        underLoad(stage, rooms, stage.settings().measuredNanos(), usual);

        List<Participant> leavers = new ArrayList<>();
        rooms.forEach(room -> leavers.addAll(room.students().subList(0, size.leavers)));
        Passage first = pass(stage, rooms, leavers);
        Passage second = pass(stage, rooms, leavers);
        stage.settle();

        List<Figure> figures = new ArrayList<>(first.returns.figures("connect to history_complete"));
        figures.addAll(usual.figures("to those who stay, usually"));
        figures.addAll(first.toStayers.figures("to those who stay, in the storm"));
        figures.add(ratio("their p99 in the storm / usually", first.toStayers, usual));
        figures.add(Figure.of("server CPU per return", "µs", first.reading.serverMicrosPer(leavers.size())));
        figures.addAll(first.reading.load());
        String again = "a second storm: ";
        figures.addAll(second.returns.figures(again + "connect to history_complete"));
        figures.addAll(second.toStayers.figures(again + "to those who stay"));
        figures.add(ratio(again + "their p99 / usually", second.toStayers, usual));
        figures.add(Figure.of(again + "server CPU per return", "µs", second.reading.serverMicrosPer(leavers.size())));
        return figures;
    }

    private static Figure ratio(String name, Latencies stormy, Latencies usual) {
        return Figure.of(name, "×", stormy.percentile(99) / usual.percentile(99));
    }

    /**
     * One storm that has passed.
     *
     * @param returns from when each was to connect to its {@code history_complete}
     * @param toStayers from when a message was to be sent to when each who stayed had it
     * @param reading of the return
     */
    private record Passage(Latencies returns, Latencies toStayers, Meter.Reading reading) {}

    /** All leave, miss something, and come back. */
    private Passage pass(Stage stage, List<Room> rooms, List<Participant> leavers) {
        leavers.forEach(Participant::drop);
        Filling.fill(stage, rooms, MessageType.INSTRUCTOR_BROADCAST, size.missed);
        Latencies returns = new Latencies();
        Latencies toStayers = new Latencies();
        Meter meter = stage.meter();
        List<Long> scheduled = scheduleReturns(stage, leavers);
        underLoad(stage, rooms, size.returnNanos, toStayers);
        stage.awaitPresence(leavers);
        Meter.Reading reading = meter.read();
        for (int i = 0; i < leavers.size(); i++) {
            returns.record(leavers.get(i).presentAt() - scheduled.get(i));
        }
        return new Passage(returns, toStayers, reading);
    }

    /** Runs for that long under the steady load, then until what was sent has arrived where somebody is there to get it. */
    private void underLoad(Stage stage, List<Room> rooms, long nanos, Latencies toStayers) {
        ClientLoop loop = stage.loop();
        StayerTimes times = new StayerTimes(size.leavers, toStayers);
        rooms.forEach(room -> room.listen(times));
        SteadyBroadcasts.schedule(loop, rooms, nanos);
        loop.runFor(nanos);
        stage.awaitArrival();
    }

    /** Returns when each is to come back. */
    private List<Long> scheduleReturns(Stage stage, List<Participant> leavers) {
        ClientLoop loop = stage.loop();
        Random random = new Random(SEED);
        List<Long> scheduled = new ArrayList<>();
        long begin = loop.now();
        for (Participant leaver : leavers) {
            long dueAt = begin + random.nextLong(size.returnNanos);
            scheduled.add(dueAt);
            loop.at(dueAt, () -> stage.comeBack(leaver));
        }
        return scheduled;
    }

    /** Every single delivery to a student who stays: leavers come first in a room's list, instructors last. */
    private record StayerTimes(int leavers, Latencies latencies) implements Room.Listener {
        @Override
        public void completed(Participant sender, long scheduledAt, long now) {
            // The last recipient may be one who is just coming back.
        }

        @Override
        public void delivered(Participant receiver, long scheduledAt, long now) {
            if (receiver.role() == Role.STUDENT && receiver.index() >= leavers) {
                latencies.record(now - scheduledAt);
            }
        }
    }
}
