package switchboard.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What a connection costs while nothing happens. The growth of the server's resident memory over 2,000 connections: a
 * first lot is connected and leaves, so that classes, pools and thread stacks are there already; then, before and after
 * the 2,000, the server is left alone for a while, its garbage is collected (by {@code jcmd}), and it is left alone
 * again. What a JVM has not cleared up yet is shown apart, because it says more about its heap settings than about us.
 */
final class Idle implements Scenario {
    private static final int ROOMS = 40;
    private static final int STUDENTS = 50;
    private static final int WARM_UP_ROOMS = 4;
    private static final int CONNECTIONS = ROOMS * STUDENTS;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** A second collection takes what the first one's cleaners have let go of. */
    private static final int COLLECTIONS = 2;

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public String description() {
        return String.format("%,d connections, resident memory of each", CONNECTIONS);
    }

    @Override
    public List<Figure> run(Stage stage) {
        ProcessUsage server = stage.serverProcess();
        for (Room room : stage.openRooms(WARM_UP_ROOMS, STUDENTS, 0)) {
            stage.leave(room.participants());
        }
        stage.loop().runFor(SETTLE_NANOS);
        boolean collects = collect(stage, server);
        long before = resident(server);
        Meter meter = stage.meter();
        stage.openRooms(ROOMS, STUDENTS, 0);
        double connectCpu = meter.read().serverMicrosPer(CONNECTIONS);
        stage.loop().runFor(SETTLE_NANOS);
        long uncollected = resident(server);
        List<Figure> figures = new ArrayList<>();
        if (collects) {
            collect(stage, server);
            figures.add(Figure.of("resident each, garbage collected", "KB", each(resident(server) - before)));
        }
        figures.add(Figure.of("resident each, as it stands", "KB", each(uncollected - before)));
        figures.add(Figure.of("server CPU per connect", "µs", connectCpu));
        figures.add(Figure.of("server resident", "MB", resident(server) / 1e6));
        stage.settle();
        return figures;
    }

    private static boolean collect(Stage stage, ProcessUsage server) {
        boolean collected = true;
        for (int i = 0; i < COLLECTIONS; i++) {
            collected &= server.collectGarbage();
            stage.loop().runFor(SETTLE_NANOS / COLLECTIONS);
        }
        return collected;
    }

    private static double each(long bytes) {
        return (double) bytes / CONNECTIONS / 1000;
    }

    private static long resident(ProcessUsage server) {
        OptionalLong bytes = server.residentBytes();
        return bytes.orElseThrow(() -> new NotPossible("this system does not tell a process's resident memory"));
    }
}
