package switchboard.testing.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Listens to what the servers of this test class log, and knows what no input may leave behind: an error, a warning,
 * the trace of an exception. What servers of other test classes say does not count: those may break things on purpose.
 * Thread-safe.
 */
public final class CleanLog implements AutoCloseable {
    private static final AtomicLong LAST_NUMBER = new AtomicLong();

    /** Which thread started the actor system of that name: all of a test class runs on one thread. */
    private static final Map<String, Thread> STARTED_BY = new ConcurrentHashMap<>();

    private final Thread listener = Thread.currentThread();
    private final List<String> unclean = new CopyOnWriteArrayList<>();
    private final Predicate<ILoggingEvent> expected;
    private final LogTap tap;

    private CleanLog(Predicate<ILoggingEvent> expected) {
        this.expected = expected;
        tap = new LogTap(this::heard);
    }

    private void heard(ILoggingEvent event) {
        if (!isOf(listener, event.getThreadName())) {
            return;
        }
        boolean trace = event.getThrowableProxy() != null;
        if ((trace || event.getLevel().isGreaterOrEqual(Level.WARN)) && !expected.test(event)) {
            unclean.add(event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage()
                    + (trace ? "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()) : ""));
        }
    }

    /** A name for the actor system of a server that the current test class starts. */
    static String nameForServer() {
        String name = "switchboard" + LAST_NUMBER.incrementAndGet();
        STARTED_BY.put(name, Thread.currentThread());
        return name;
    }

    /** Whether a line that this thread logs is of a server that the listener started, or of the listener itself. */
    static boolean isOf(Thread listener, String thread) {
        int end = Math.max(thread.indexOf("-pekko"), thread.indexOf("-sockets-"));
        return end < 0 ? thread.equals(listener.getName()) : listener.equals(STARTED_BY.get(thread.substring(0, end)));
    }

    /** Listens from now on. */
    public static CleanLog listen() {
        return new CleanLog(event -> false);
    }

    /**
     * Listens from now on, and passes lines that hold one of these texts, which the test provokes; never an exception.
     */
    public static CleanLog butFor(List<String> texts) {
        return new CleanLog(event ->
                event.getThrowableProxy() == null && texts.stream().anyMatch(event.getFormattedMessage()::contains));
    }

    /** Fails the test, showing what was logged, unless it was clean since the last time. */
    public void check() {
        List<String> found = List.copyOf(unclean);
        unclean.clear();
        assertThat(found).as("errors, warnings and exceptions in the log").isEmpty();
    }

    @Override
    public void close() {
        tap.close();
    }
}
