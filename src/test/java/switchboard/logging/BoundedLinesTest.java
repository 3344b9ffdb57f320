package switchboard.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

class BoundedLinesTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> written = new ListAppender<>();
    private final BoundedLines lines = new BoundedLines(1, false);

    private static ILoggingEvent line(String event) {
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName("test");
        line.setLevel(Level.INFO);
        line.setInstant(Instant.EPOCH);
        line.setMessage("something happened");
        line.setMDCPropertyMap(Map.of());
        line.setKeyValuePairs(List.of(new KeyValuePair(LogFields.EVENT, event)));
        return line;
    }

    private void start() {
        written.setContext(context);
        written.start();
        lines.setContext(context);
        lines.addAppender(written);
        lines.start();
    }

    /** Within the second in which nothing was told yet. */
    @Test
    void whatWasLeftOutIsToldAtTheEndAtTheLatest_I5() {
        start();
        for (int i = 0; i < 5; i++) {
            lines.doAppend(line(LogEvents.REQUEST_REFUSED));
        }
        lines.stop();

        assertThat(written.list)
                .extracting(line -> String.valueOf(line.getKeyValuePairs()))
                .containsExactly(
                        List.of(new KeyValuePair(LogFields.EVENT, LogEvents.REQUEST_REFUSED))
                                .toString(),
                        List.of(
                                        new KeyValuePair(LogFields.EVENT, LogEvents.LINES_LEFT_OUT),
                                        new KeyValuePair(LogFields.OF, LogEvents.REQUEST_REFUSED),
                                        new KeyValuePair(LogFields.LINES, 4L))
                                .toString());
    }

    @Test
    void whatNoClientBringsAboutIsWrittenAlways() {
        start();
        for (int i = 0; i < 5; i++) {
            lines.doAppend(line(LogEvents.STORE_FAILED));
        }
        lines.stop();

        assertThat(written.list).hasSize(5);
    }
}
