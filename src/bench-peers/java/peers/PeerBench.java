package peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import peers.client.Failure;

/**
 * Measures Switchboard and other servers by turns, all with the same load. The script {@code run} starts it. Lines
 * about each turn go to standard error, the tables to standard output.
 */
public final class PeerBench {
    private static final String TURNS = "--turns=";
    private static final String PEERS = "--peers=";
    private static final String SECONDS = "--seconds=";
    private static final String WARM_UP = "--warm-up=";
    private static final String COLD_SECONDS = "--cold-seconds=";
    private static final String COLD_BROADCASTS = "--cold-broadcasts=";
    private static final String FOLDER = "--folder=";
    private static final Path START = Path.of("src", "bench-peers", "servers", "start");

    private int turns = 5;
    private double seconds = 5;
    private double warmUp = 6;
    private double coldSeconds = 20;
    private int coldBroadcasts = 8000;
    private Path folder = Path.of("target", "bench-peers", "data");
    private List<Peer> peers = List.of(Peer.values());
    private final Report report = new Report();

    private PeerBench() {}

    /** Exits with 1 if any delivery of any server was wrong. */
    public static void main(String[] args) throws IOException, InterruptedException {
        PeerBench bench = new PeerBench();
        for (String arg : args) {
            bench.set(arg);
        }
        bench.run();
        System.out.print(bench.report.markdown());
        if (bench.report.hasFailures()) {
            System.exit(1);
        }
    }

    private void set(String arg) {
        String value = arg.substring(arg.indexOf('=') + 1);
        if (arg.startsWith(TURNS)) {
            turns = Integer.parseInt(value);
        } else if (arg.startsWith(PEERS)) {
            peers = Stream.of(value.split(",")).map(Peer::of).toList();
        } else if (arg.startsWith(SECONDS)) {
            seconds = Double.parseDouble(value);
        } else if (arg.startsWith(WARM_UP)) {
            warmUp = Double.parseDouble(value);
        } else if (arg.startsWith(COLD_SECONDS)) {
            coldSeconds = Double.parseDouble(value);
        } else if (arg.startsWith(COLD_BROADCASTS)) {
            coldBroadcasts = Integer.parseInt(value);
        } else if (arg.startsWith(FOLDER)) {
            folder = Path.of(value);
        } else {
            throw new IllegalArgumentException("no such option: " + arg);
        }
    }

    private void run() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Turn.Plan plan = new Turn.Plan(coldBroadcasts, coldSeconds, warmUp, seconds);
        for (Peer peer : peers) {
            measure("practice", peer, plan.forPractice(), false);
        }
        List<Peer> order = new ArrayList<>(peers);
        for (int turn = 1; turn <= turns; turn++) {
            for (Peer peer : order) {
                measure("turn " + turn, peer, plan, true);
            }
            Collections.rotate(order, 1);
        }
    }

    private void measure(String turn, Peer peer, Turn.Plan plan, boolean counts)
            throws IOException, InterruptedException {
        try {
            Map<Turn.Figure, Double> figures = Turn.run(peer, plan, START, folder);
            System.err.println(turn + ", " + peer.id() + ": " + Report.line(figures));
            if (counts) {
                report.add(peer, figures);
            }
        } catch (Failure e) {
            System.err.println(turn + ", " + peer.id() + " failed: " + e);
            report.addFailure(peer, turn + ": " + e.getMessage());
        }
    }
}
