package switchboard.bench.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import switchboard.bench.account.Tally;

/** The window of a measurement: how long it was, what came in, and what CPU both sides took for it. */
public final class Meter {
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier ticker;
    private final Tally tally;
    private final @Nullable ProcessUsage server;
    private final ProcessUsage client = ProcessUsage.ofThisProcess();
    private final long beganAt;
    private final long deliveriesBefore;
    private final Duration serverCpuBefore;
    private final Duration clientCpuBefore;

    /** Begins. */
    Meter(LongSupplier ticker, Tally tally, @Nullable ProcessUsage server) {
        this.ticker = ticker;
        this.tally = tally;
        this.server = server;
        serverCpuBefore = server == null ? Duration.ZERO : server.cpuTime();
        clientCpuBefore = client.cpuTime();
        deliveriesBefore = tally.deliveries();
        beganAt = ticker.getAsLong();
    }

    /** What was measured since the beginning. */
    public Reading read() {
        double seconds = (ticker.getAsLong() - beganAt) / NANOS_PER_SECOND;
        long deliveries = tally.deliveries() - deliveriesBefore;
        double clientCpu = seconds(client.cpuTime().minus(clientCpuBefore));
        double serverCpu =
                server == null ? Double.NaN : seconds(server.cpuTime().minus(serverCpuBefore));
        double resident = server == null || server.residentBytes().isEmpty()
                ? Double.NaN
                : server.residentBytes().getAsLong();
        return new Reading(seconds, deliveries, serverCpu, clientCpu, resident);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS_PER_SECOND;
    }

    /**
     * @param serverCpuSeconds NaN where the process is not known
     * @param serverResidentBytes at the end; NaN where it is not known
     */
    public record Reading(
            double seconds,
            long deliveries,
            double serverCpuSeconds,
            double clientCpuSeconds,
            double serverResidentBytes) {

        public double perSecond(long count) {
            return count / seconds;
        }

        /** Microseconds of server CPU for each of {@code count}. */
        public double serverMicrosPer(long count) {
            return serverCpuSeconds * 1e6 / count;
        }

        /** How busy both sides kept the machine, and how large the server was; what is not known is left out. */
        public List<Figure> load() {
            double allCores = seconds * Runtime.getRuntime().availableProcessors();
            List<Figure> figures = new ArrayList<>();
            if (!Double.isNaN(serverCpuSeconds)) {
                figures.add(Figure.of("server's share of all cores", "%", 100 * serverCpuSeconds / allCores));
            }
            figures.add(Figure.of("client's share of all cores", "%", 100 * clientCpuSeconds / allCores));
            if (!Double.isNaN(serverResidentBytes)) {
                figures.add(Figure.of("server resident", "MB", serverResidentBytes / 1e6));
            }
            return figures;
        }
    }
}
