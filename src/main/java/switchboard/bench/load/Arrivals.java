package switchboard.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.stage.Latencies;
import switchboard.bench.stage.Stage;

/** People who are away and connect, each at a random moment of some time. Seeded: the same moments for every run. */
public final class Arrivals {
    private static final long SEED = 10;

    private final Stage stage;
    private final List<BenchUser> people;
    private final List<Long> dueAt = new ArrayList<>();

    private Arrivals(Stage stage, List<BenchUser> people) {
        this.stage = stage;
        this.people = people;
    }

    /** Has the loop connect them, from where each was, at moments of the time that begins now. */
    public static Arrivals schedule(Stage stage, List<BenchUser> people, long withinNanos) {
        Arrivals arrivals = new Arrivals(stage, people);
        ClientLoop loop = stage.loop();
        Random random = new Random(SEED);
        long begin = loop.now();
        for (BenchUser participant : people) {
            long at = begin + random.nextLong(withinNanos);
            arrivals.dueAt.add(at);
            loop.at(at, () -> stage.comeBack(participant));
        }
        return arrivals;
    }

    /** Returns when each has its {@code history_complete}: how long it took from when each was to connect. */
    public Latencies await() {
        stage.awaitPresence(people);
        Latencies latencies = new Latencies();
        for (int i = 0; i < people.size(); i++) {
            latencies.record(people.get(i).presentAt() - dueAt.get(i));
        }
        return latencies;
    }
}
