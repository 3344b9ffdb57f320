package switchboard.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What is logged, to be looked at while others still log: even one that was detached gets the lines that were under
 * way.
 */
public final class RecordedEvents extends AppenderBase<ILoggingEvent> {
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** Those that have come so far. */
    public List<ILoggingEvent> soFar() {
        return List.copyOf(events);
    }
}
