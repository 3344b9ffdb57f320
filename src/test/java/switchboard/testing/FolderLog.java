package switchboard.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Keeps what is logged about one folder, which is this test's own, by the fixed names of the events. Thread-safe. */
public final class FolderLog implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender;

    /** Listens from now on. */
    public FolderLog(String folder) {
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getFormattedMessage().contains(folder)) {
                    events.add(event.getLevel() + " "
                            + event.getKeyValuePairs().stream()
                                    .filter(pair -> pair.key.equals("event"))
                                    .map(pair -> String.valueOf(pair.value))
                                    .collect(Collectors.joining()));
                }
            }
        };
        appender.setContext(ROOT.getLoggerContext());
        appender.start();
        ROOT.addAppender(appender);
    }

    /** The level and the event of each line. */
    public List<String> events() {
        return List.copyOf(events);
    }

    @Override
    public void close() {
        ROOT.detachAppender(appender);
        appender.stop();
    }
}
