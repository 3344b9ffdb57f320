package switchboard.time;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * An actor's one-shot timers, by its ticker. A timer of Pekko is due by a time that goes on while the process stands
 * still; so whoever handles the message first asks {@link #rings}, and does nothing if it does not: the message then
 * comes again after the rest of its time. Belongs to one actor; a message is its own key.
 */
public final class Alarms<C> {
    private final TimerScheduler<C> timers;
    private final LongSupplier ticker;
    private final Map<C, Long> dueAt = new HashMap<>(2);

    /** @param ticker monotonic, in nanoseconds */
    public Alarms(TimerScheduler<C> timers, LongSupplier ticker) {
        this.timers = timers;
        this.ticker = ticker;
    }

    /** Sets it, anew if it is set already. */
    public void set(C message, Duration time) {
        dueAt.put(message, ticker.getAsLong() + time.toNanos());
        timers.startSingleTimer(message, message, time);
    }

    /** Whether its time is over, now that the message came; if not, it comes again. */
    public boolean rings(C message) {
        Long due = dueAt.get(message);
        long left = due == null ? 0 : due - ticker.getAsLong();
        if (left > 0) {
            timers.startSingleTimer(message, message, Duration.ofNanos(left));
            return false;
        }
        dueAt.remove(message);
        return true;
    }

    /** Whether it is set and has not rung. */
    public boolean isSet(C message) {
        return dueAt.containsKey(message);
    }

    /** It does not ring, unless its message is in the mailbox already. */
    public void cancel(C message) {
        dueAt.remove(message);
        timers.cancel(message);
    }

    /** Cancels all that are set. */
    public void cancelAll() {
        dueAt.keySet().forEach(timers::cancel);
        dueAt.clear();
    }
}
