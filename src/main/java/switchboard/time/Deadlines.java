package switchboard.time;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Scheduler;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;

/**
 * Actions that are done once a time has passed by the ticker, unless they are cancelled before. The scheduler's own
 * time goes on while the process stands still, so what is due by it alone waits for the rest. Thread-safe.
 */
public final class Deadlines {
    private final Scheduler scheduler;
    private final ExecutionContext executor;
    private final LongSupplier ticker;

    /** @param ticker monotonic, in nanoseconds */
    public Deadlines(ActorSystem<?> system, LongSupplier ticker) {
        this.scheduler = system.scheduler();
        this.executor = system.executionContext();
        this.ticker = ticker;
    }

    /** @param action must not block */
    public Deadline after(Duration time, Runnable action) {
        Deadline deadline = new Deadline(ticker.getAsLong() + time.toNanos(), action);
        deadline.waitFor(time);
        return deadline;
    }

    /** What is to be done, until it is done or cancelled. */
    public final class Deadline implements Runnable {
        private final long dueAt;
        private final Runnable action;
        private volatile boolean cancelled;
        private volatile @Nullable Cancellable timer;

        private Deadline(long dueAt, Runnable action) {
            this.dueAt = dueAt;
            this.action = action;
        }

        private void waitFor(Duration time) {
            timer = scheduler.scheduleOnce(time, this, executor);
            if (cancelled) {
                cancel();
            }
        }

        @Override
        public void run() {
            long left = dueAt - ticker.getAsLong();
            if (left <= 0) {
                action.run();
            } else if (!cancelled) {
                waitFor(Duration.ofNanos(left));
            }
        }

        /** It is not to be done any more; it may just be being done. */
        public void cancel() {
            cancelled = true;
            Cancellable running = timer;
            if (running != null) {
                running.cancel();
            }
        }
    }
}
