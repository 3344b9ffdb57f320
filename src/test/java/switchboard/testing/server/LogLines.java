package switchboard.testing.server;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import switchboard.logging.LogText;

/** What the servers of this test class log, as an operator would read it. Thread-safe. */
public final class LogLines implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private final Thread listener = Thread.currentThread();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LogTap tap = new LogTap(this::heard);

    private LogLines() {}

    /** Listens from now on. */
    public static LogLines listen() {
        return new LogLines();
    }

    private void heard(ILoggingEvent event) {
        if (CleanLog.isOf(listener, event.getThreadName())) {
            lines.add(LogText.of(event));
        }
    }

    /** Those of this event so far, whatever else must be in them. */
    public List<String> of(String event, String... parts) {
        return lines.stream()
                .filter(line -> line.contains(" event=" + event + " ")
                        || line.stripTrailing().endsWith(" event=" + event))
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .toList();
    }

    /** The first line of this event with these parts, which must come. */
    public String await(String event, String... parts) {
        long until = System.nanoTime() + PATIENCE_NANOS;
        while (of(event, parts).isEmpty()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain for a line of " + event + " with " + List.of(parts)
                        + "; logged:\n" + String.join("", lines));
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return of(event, parts).get(0);
    }

    /** All so far that hold this. */
    public List<String> holding(String text) {
        return lines.stream().filter(line -> line.contains(text)).toList();
    }

    @Override
    public void close() {
        tap.close();
    }
}
