package switchboard.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.KeyValuePair;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Hands lines to the thread that writes them. Of an event that clients can bring about, only so many lines pass in one
 * second; a second later at the latest, one more line says how many were left out. Thread-safe.
 */
final class BoundedLines extends AsyncAppender {
    /** Events that any client can bring about as often as it likes. */
    private static final Set<String> OF_CLIENTS = Set.of(
            LogEvents.SESSION_CREATED,
            LogEvents.SESSION_ENDED,
            LogEvents.CONNECTION_OPENED,
            LogEvents.CONNECTION_REPLACED,
            LogEvents.CONNECTION_CLOSED,
            LogEvents.CONNECTION_DROPPED,
            LogEvents.UPGRADE_REFUSED,
            LogEvents.REQUEST_REFUSED,
            LogEvents.REQUEST_UNANSWERED);

    private static final Executor IN_A_SECOND = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final boolean traces;
    private final LineBudget budget;
    private boolean telling;

    /**
     * @param perSecond how many lines of each such event, at least 1
     * @param traces whether stack traces are shown as they are
     */
    BoundedLines(int perSecond, boolean traces) {
        this.traces = traces;
        budget = new LineBudget(perSecond);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (takes(event)) {
            super.append(OneLine.of(event, traces));
        }
    }

    private boolean takes(ILoggingEvent event) {
        String name = nameOf(event);
        if (!OF_CLIENTS.contains(name)) {
            return true;
        }
        synchronized (budget) {
            boolean takes = budget.takes(name, event.getTimeStamp());
            if (!takes && !telling) {
                telling = true;
                IN_A_SECOND.execute(this::tell);
            }
            return takes;
        }
    }

    private static String nameOf(ILoggingEvent event) {
        List<KeyValuePair> fields = event.getKeyValuePairs();
        if (fields != null) {
            for (KeyValuePair field : fields) {
                if (field.key.equals(LogFields.EVENT)) {
                    return String.valueOf(field.value);
                }
            }
        }
        return "";
    }

    private void tell() {
        Map<String, Long> leftOut;
        synchronized (budget) {
            telling = false;
            leftOut = budget.takeLeftOut();
        }
        leftOut.forEach((event, lines) -> doAppend(line(event, lines)));
    }

    private static LoggingEvent line(String event, long lines) {
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName(BoundedLines.class.getName());
        line.setThreadName(Thread.currentThread().getName());
        line.setLevel(Level.INFO);
        line.setInstant(Instant.now());
        line.setMessage(
                lines + " lines were left out, as there were more in a second than switchboard.log.lines-per-second");
        line.setMDCPropertyMap(Map.of());
        line.setKeyValuePairs(List.of(
                new KeyValuePair(LogFields.EVENT, LogEvents.LINES_LEFT_OUT),
                new KeyValuePair(LogFields.OF, event),
                new KeyValuePair(LogFields.LINES, lines)));
        return line;
    }

    /** Writes what is queued, and how many lines were left out. */
    @Override
    public void stop() {
        if (isStarted()) {
            tell();
        }
        super.stop();
    }
}
