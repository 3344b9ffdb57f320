package switchboard.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.LogFields;

/**
 * Sets Logback up: one line per event on the standard output, written by a thread of its own, so that a terminal or a
 * pipe that nobody reads stops no session. Up to 8,192 lines wait for that thread; further ones are lost.
 *
 * <p>Logback finds this class by {@code META-INF/services} and asks it first. So there is no other configuration, and
 * Logback says nothing of itself at the start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    private static final int QUEUED_EVENTS = 8_192;
    private static final int FLUSH_MS = 1_000;

    /**
     * The event's name and our own fields stand behind the sentence, so that sentences begin in one column; those that
     * Pekko adds are in the JSON form only.
     */
    private static final String TEXT_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0}: %msg"
            + "%replace( %kvp{NONE}){'^ $',''}"
            + field(LogFields.SESSION)
            + field(LogFields.USER)
            + field(LogFields.CONNECTION)
            + "%n%ex";

    private static String field(String name) {
        return "%replace( " + name + "=%mdc{" + name + "}){'^ " + name + "=$',''}";
    }

    /** Called by Logback when the first logger is asked for. */
    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        apply(loggers, LogSettings.BEFORE_START);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Logs from now on as the settings say, in the whole process. */
    public static void apply(LogSettings settings) {
        apply(context(), settings);
    }

    /** Writes what is queued; nothing is logged afterwards. */
    public static void flush() {
        context().stop();
    }

    static void apply(LoggerContext loggers, LogSettings settings) {
        loggers.reset();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(loggers);
        console.setName("console");
        console.setEncoder(encoder(settings.format(), loggers));
        console.start();

        Level level = Level.toLevel(settings.level().name());
        AsyncAppender async = new BoundedLines(settings.linesPerSecond(), !level.isGreaterOrEqual(Level.INFO));
        async.setContext(loggers);
        async.setName("async");
        async.setQueueSize(QUEUED_EVENTS);
        async.setDiscardingThreshold(0);
        async.setNeverBlock(true);
        async.setMaxFlushTime(FLUSH_MS);
        async.addAppender(console);
        async.start();

        loggers.getLogger("switchboard").setLevel(level);
        Logger root = loggers.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        // Below INFO, libraries say what is for their own authors.
        root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
        root.addAppender(async);
        // Of Pekko's own start and end: the server says it better.
        loggers.getLogger("org.apache.pekko.event.slf4j.Slf4jLogger").setLevel(Level.WARN);
        loggers.getLogger("org.apache.pekko.actor.CoordinatedShutdown").setLevel(Level.WARN);
        // It prints stack traces where its native library cannot be unpacked. The start fails then, and says why.
        loggers.getLogger("org.sqlite.SQLiteJDBCLoader").setLevel(Level.OFF);
    }

    /** Writes events as lines of this form; it is started. */
    static Encoder<ILoggingEvent> encoder(LogSettings.Format format, LoggerContext loggers) {
        Encoder<ILoggingEvent> encoder = format == LogSettings.Format.JSON ? json() : text();
        encoder.setContext(loggers);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setPattern(TEXT_PATTERN);
        return text;
    }

    private static Encoder<ILoggingEvent> json() {
        JsonEncoder json = new JsonEncoder();
        json.setWithSequenceNumber(false);
        json.setWithNanoseconds(false);
        json.setWithContext(false);
        json.setWithMessage(false);
        json.setWithArguments(false);
        json.setWithFormattedMessage(true);
        return json;
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
