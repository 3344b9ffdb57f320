package switchboard.time;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Monotonic nanoseconds that pass while this process runs. Where it did not run – it was stopped, its machine suspended
 * or starved – nobody could send, answer or read meanwhile, so such a time counts for nobody: a gap between two
 * readings of the clock counts as {@link #LONGEST_GAP} at most.
 *
 * <pre>
 *  real time     ──┬──┬──┬──┬──(stopped for 75 s)──┬──┬──┬──▶
 *  running time  ──┬──┬──┬──┬──  0.5 s  ───────────┬──┬──┬──▶
 * </pre>
 *
 * <p>A beat reads the clock every {@link #BEAT_EVERY}. A reading that finds the last beat too long ago is a beat
 * itself: so the first one behind a gap is right already, whoever reads, and a process whose beats are late but which
 * reads the clock loses no time. Thread-safe, without a lock; a reading takes as long as one of the clock below.
 */
public final class RunningTime implements LongSupplier, AutoCloseable {
    static final Duration BEAT_EVERY = Duration.ofMillis(100);

    /** Longer than a beat may well be late, shorter than any time that is measured. */
    static final Duration LONGEST_GAP = Duration.ofMillis(500);

    /** A pause that an operator may wonder about: it is logged. */
    private static final Duration NOTABLE_PAUSE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(RunningTime.class);
    private static final long LONGEST_GAP_NANOS = LONGEST_GAP.toNanos();

    private record Beat(long at, long running) {}

    private final LongSupplier clock;
    private final AtomicReference<Beat> last;

    /** What did not count, and was not logged yet. */
    private final AtomicLong paused = new AtomicLong();

    private final ScheduledExecutorService heart;

    /**
     * A time without beats of its own: {@link #of} adds them.
     *
     * @param clock monotonic nanoseconds that may go on while this process does not run
     */
    RunningTime(LongSupplier clock) {
        this.clock = clock;
        long now = clock.getAsLong();
        last = new AtomicReference<>(new Beat(now, now));
        heart = Executors.newSingleThreadScheduledExecutor(RunningTime::beating);
    }

    /** A time by this clock, which beats until it is closed. */
    public static RunningTime of(LongSupplier clock) {
        RunningTime time = new RunningTime(clock);
        time.heart.scheduleWithFixedDelay(
                time::beatAndReport, BEAT_EVERY.toMillis(), BEAT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return time;
    }

    private static Thread beating(Runnable beats) {
        Thread thread = new Thread(beats, "running-time");
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        return thread;
    }

    @Override
    public long getAsLong() {
        // The beat first: one that came later would know of a gap of which this reading of the clock does not.
        Beat beat = Objects.requireNonNull(last.get());
        long since = clock.getAsLong() - beat.at();
        return since <= LONGEST_GAP_NANOS ? beat.running() + since : beat();
    }

    /** Reads the clock, and counts what passed since the last beat, up to {@link #LONGEST_GAP}. */
    long beat() {
        while (true) {
            Beat before = Objects.requireNonNull(last.get());
            long now = clock.getAsLong();
            long since = now - before.at();
            long counted = Math.min(since, LONGEST_GAP_NANOS);
            Beat beat = new Beat(now, before.running() + counted);
            if (last.compareAndSet(before, beat)) {
                if (since > counted) {
                    paused.addAndGet(since - counted);
                }
                return beat.running();
            }
        }
    }

    /** A beat that also logs where the process has stood still; to be called by one thread. */
    void beatAndReport() {
        beat();
        long nanos = paused.getAndSet(0);
        if (nanos >= NOTABLE_PAUSE.toNanos()) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.PROCESS_PAUSED)
                    .log(
                            "the process did not run for {} ms (stopped, suspended or starved); no time limit counts them",
                            TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /** Ends the beats; what is read later counts as it comes. */
    @Override
    public void close() {
        heart.shutdownNow();
    }
}
