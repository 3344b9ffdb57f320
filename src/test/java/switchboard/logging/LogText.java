package switchboard.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;

/** What the log of a server shows, for tests of other packages. Thread-safe. */
public final class LogText {
    private static final Encoder<ILoggingEvent> TEXT = Logging.encoder(LogSettings.Format.TEXT, new LoggerContext());

    private LogText() {}

    /** The text of the line that an event becomes in the log, with its end. */
    public static String of(ILoggingEvent event) {
        return new String(TEXT.encode(OneLine.of(event, false)), StandardCharsets.UTF_8);
    }
}
