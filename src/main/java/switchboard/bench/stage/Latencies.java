package switchboard.bench.stage;

import java.util.List;
import org.HdrHistogram.Histogram;

/** Times in nanoseconds, to three digits, up to a minute; longer ones count as a minute. */
public final class Latencies {
    private static final long MAX_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(MAX_NANOS, DIGITS);

    public void record(long nanos) {
        histogram.recordValue(Math.min(MAX_NANOS, Math.max(0, nanos)));
    }

    public void addAll(Latencies others) {
        histogram.add(others.histogram);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    public double percentile(double percentile) {
        return histogram.getTotalCount() == 0 ? Double.NaN : histogram.getValueAtPercentile(percentile);
    }

    public List<Figure> figures(String what) {
        return List.of(
                Figure.ms(what + ", p50", percentile(50)),
                Figure.ms(what + ", p99", percentile(99)),
                Figure.ms(what + ", max", percentile(100)));
    }
}
