package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/**
 * Listens to all that is logged in this process, and knows what no input may leave behind: an error, a warning, the trace
 * of an exception. It cannot tell one server from another, so that a test that uses it must not run beside one that
 * breaks things on purpose. Thread-safe.
 */
public final class CleanLog implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final List<String> unclean = new CopyOnWriteArrayList<>();
    private final Predicate<ILoggingEvent> expected;
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            boolean trace = event.getThrowableProxy() != null;
            if ((trace || event.getLevel().isGreaterOrEqual(Level.WARN)) && !expected.test(event)) {
                unclean.add(event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage()
                        + (trace ? "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()) : ""));
            }
        }
    };

    private CleanLog(Predicate<ILoggingEvent> expected) {
        this.expected = expected;
        appender.setContext(ROOT.getLoggerContext());
        appender.start();
        ROOT.addAppender(appender);
    }

    /** Listens from now on. */
    public static CleanLog listen() {
        return new CleanLog(event -> false);
    }

    /** Listens from now on, and passes lines that hold one of these texts, which the test provokes; never an exception. */
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
        ROOT.detachAppender(appender);
        appender.stop();
    }
}
