package switchboard.connection;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import switchboard.protocol.frames.CloseReason;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/** The lines of the log about one connection. Where the server ends it, there is one line that says why. */
public final class ConnectionLines {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLines.class);

    private ConnectionLines() {}

    /** Closed with a frame that says so. A shutdown closes all, of which one line tells ({@link Connections}). */
    static void closed(Handshake handshake, CloseReason reason) {
        closed(
                reason == CloseReason.SHUTDOWN ? LOG.atDebug() : LOG.atInfo(),
                handshake,
                reason.name().toLowerCase(Locale.ROOT),
                reason.message());
    }

    /** Cut without a word, as nobody would read it. */
    public static void cut(Handshake handshake, String reason, String sentence) {
        closed(LOG.atInfo(), handshake, reason, sentence);
    }

    /** Cut by a bug. */
    public static void failed(Handshake handshake, String sentence, Throwable bug) {
        with(handshake, LogEvents.CONNECTION_FAILED, LOG.atError())
                .setCause(bug)
                .log(sentence);
    }

    private static void closed(LoggingEventBuilder line, Handshake handshake, String reason, String sentence) {
        with(handshake, LogEvents.CONNECTION_CLOSED, line)
                .addKeyValue(LogFields.REASON, reason)
                .log("the server closes a connection: {}", sentence);
    }

    /** Adds the event and what tells whose connection it is. */
    static LoggingEventBuilder with(Handshake handshake, String event, LoggingEventBuilder line) {
        return line.addKeyValue(LogFields.EVENT, event)
                .addKeyValue(LogFields.SESSION, handshake.session().id())
                .addKeyValue(LogFields.USER, handshake.user())
                .addKeyValue(LogFields.CONNECTION, handshake.connection());
    }
}
