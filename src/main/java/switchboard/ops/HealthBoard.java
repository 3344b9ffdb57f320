package switchboard.ops;

import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import switchboard.session.api.HubProtocol;

/**
 * Where {@link Health} writes what it found and everybody else reads it, so that nobody waits for an actor.
 * Thread-safe.
 *
 * <p>A self-check that has not been written for long is itself a fault: the report then says so, instead of what was
 * true once.
 */
public final class HealthBoard implements Supplier<HealthReport> {
    /** What the self-check found. */
    record Found(
            Optional<String> database,
            Optional<String> otherFault,
            Optional<String> notReady,
            HubProtocol.Counts counts,
            long at) {}

    private final String version;
    private final Optional<String> commit;
    private final Clock clock;
    private final LongSupplier ticker;
    private final long staleNanos;
    private final long startedAt;
    private volatile Found found;

    /**
     * @param version of the server, as it is reported
     * @param commit that it was built of; empty where that is not known
     */
    public HealthBoard(
            String version, Optional<String> commit, HealthSettings settings, Clock clock, LongSupplier ticker) {
        this.version = version;
        this.commit = commit;
        this.clock = clock;
        this.ticker = ticker;
        staleNanos = settings.answerWithin().plus(settings.checkEvery()).toNanos();
        startedAt = ticker.getAsLong();
        found = new Found(
                Optional.of("not checked yet"),
                Optional.empty(),
                Optional.of("starting"),
                new HubProtocol.Counts(0, 0, 0, 0),
                startedAt);
    }

    void write(Found now) {
        found = now;
    }

    @Override
    public HealthReport get() {
        Found last = found;
        long now = ticker.getAsLong();
        Optional<String> database = last.database();
        Optional<String> notReady = last.notReady();
        if (now - last.at() > staleNanos) {
            String stale = "no self-check for " + (now - last.at()) / 1_000_000_000 + " s";
            database = Optional.of(stale);
            notReady = Optional.of(stale);
        }
        return new HealthReport(
                database.isEmpty() && last.otherFault().isEmpty(),
                clock.instant(),
                (now - startedAt) / 1_000_000_000,
                version,
                commit,
                database.map(problem -> "error: " + problem),
                notReady,
                last.counts(),
                HealthReport.SystemUse.now());
    }
}
