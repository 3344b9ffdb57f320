package switchboard.testing.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Hears what is logged, from its making to its close. Stays where another test sets the logging up anew, which drops
 * all others that listen.
 */
public final class LogTap implements AutoCloseable {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final AppenderBase<ILoggingEvent> appender;
    private final LoggerContextListener staying = new Staying();

    public LogTap(Consumer<ILoggingEvent> heard) {
        appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                heard.accept(event);
            }
        };
        appender.setContext(ROOT.getLoggerContext());
        attach();
        ROOT.getLoggerContext().addListener(staying);
    }

    private void attach() {
        appender.start();
        ROOT.addAppender(appender);
    }

    @Override
    public void close() {
        ROOT.getLoggerContext().removeListener(staying);
        ROOT.detachAppender(appender);
        appender.stop();
    }

    private final class Staying implements LoggerContextListener {
        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onReset(LoggerContext context) {
            attach();
        }

        @Override
        public void onStart(LoggerContext context) {
            // It listens already.
        }

        @Override
        public void onStop(LoggerContext context) {
            // Nothing is logged any more.
        }

        @Override
        public void onLevelChange(Logger logger, Level level) {
            // It takes what comes.
        }
    }
}
