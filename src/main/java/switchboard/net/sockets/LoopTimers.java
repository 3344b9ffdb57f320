package switchboard.net.sockets;

import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** What a {@link SocketLoop} is to do later. For the thread of the loop. */
final class LoopTimers {
    /** One that runs once, unless it is cancelled before. */
    static final class Timer implements SocketLoop.Timer, Comparable<Timer> {
        private final long dueAt;
        private Runnable action;

        private Timer(long dueAt, Runnable action) {
            this.dueAt = dueAt;
            this.action = action;
        }

        /** Keeps nothing of what was to be done, though it is in the queue until it would be due. */
        @Override
        public void cancel() {
            action = () -> {};
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(dueAt - other.dueAt, 0);
        }
    }

    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    Timer add(long dueAt, Runnable action) {
        Timer timer = new Timer(dueAt, action);
        timers.add(timer);
        return timer;
    }

    /** Nanoseconds until the next one is due, 0 or less where one is; {@code Long.MAX_VALUE} where there is none. */
    long untilNext(long now) {
        Timer next = timers.peek();
        return next == null ? Long.MAX_VALUE : next.dueAt - now;
    }

    /** Has what is due run by {@code by}. */
    void run(long now, Executor by) {
        while (untilNext(now) <= 0) {
            by.execute(timers.remove().action);
        }
    }
}
