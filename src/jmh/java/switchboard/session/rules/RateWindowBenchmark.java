package switchboard.session.rules;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import switchboard.jmh.Piece;

/** One frame more of a user who sends for minutes on end, at the default limit of 100 a minute. */
public class RateWindowBenchmark extends Piece {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LIMIT = 100;

    private final RateWindow window = new RateWindow(WINDOW_NANOS, 10);
    private long now;

    /** Just as fast as one may: with each that passes the oldest is forgotten. */
    @Benchmark
    public Object atTheLimit() {
        now += WINDOW_NANOS / LIMIT;
        return window.count(LIMIT, now);
    }

    /** Twice as fast: every other one is refused. */
    @Benchmark
    public Object twiceTheLimit() {
        now += WINDOW_NANOS / LIMIT / 2;
        return window.count(LIMIT, now);
    }
}
