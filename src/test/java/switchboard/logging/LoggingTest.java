package switchboard.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

class LoggingTest {
    private final LoggerContext loggers = new LoggerContext();

    private String line(LogSettings.Format format) {
        Encoder<ILoggingEvent> encoder = Logging.encoder(format, loggers);
        Logger logger = loggers.getLogger("switchboard.session.Session");
        LoggingEvent event = new LoggingEvent(
                LoggingTest.class.getName(),
                logger,
                ch.qos.logback.classic.Level.WARN,
                "the session {} ended",
                new IllegalStateException("because"),
                new Object[] {"s1"});
        event.setKeyValuePairs(List.of(new KeyValuePair(LogFields.EVENT, LogEvents.HEALTH_LOST)));
        event.setMDCPropertyMap(Map.of(LogFields.USER, "ada"));
        return new String(encoder.encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void writesTextForPeople() {
        assertThat(line(LogSettings.Format.TEXT).lines().findFirst().orElseThrow())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z WARN  Session: the session s1 ended"
                        + " event=health_lost user=ada");
        assertThat(line(LogSettings.Format.TEXT)).contains("IllegalStateException: because");
    }

    @Test
    void writesOneJsonObjectPerLineForPrograms() throws IOException {
        String line = line(LogSettings.Format.JSON);
        JsonNode json = new ObjectMapper().readTree(line);

        assertThat(line.strip().lines()).hasSize(1);
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("formattedMessage").asText()).isEqualTo("the session s1 ended");
        assertThat(json.path("kvpList").toString()).isEqualTo("[{\"event\":\"health_lost\"}]");
        assertThat(json.path("mdc").path("user").asText()).isEqualTo("ada");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("because");
    }

    private LoggingEvent failure(String logger, Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                LoggingTest.class.getName(),
                loggers.getLogger(logger),
                ch.qos.logback.classic.Level.ERROR,
                "it failed",
                thrown,
                new Object[0]);
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    private String text(ILoggingEvent event) {
        return new String(Logging.encoder(LogSettings.Format.TEXT, loggers).encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void whatWasThrownIsTheEndOfTheSentence() {
        Exception thrown = new IllegalStateException("the outer\none", new IllegalArgumentException("the inner one"));
        LoggingEvent event = failure("switchboard.session.Session", thrown);
        event.setKeyValuePairs(List.of(new KeyValuePair(LogFields.EVENT, LogEvents.REQUEST_FAILED)));

        assertThat(text(OneLine.of(event, false)))
                .matches(".*Session: it failed: IllegalStateException: the outer one, by IllegalArgumentException: the"
                        + " inner one \\(LoggingTest:\\d+\\) event=request_failed\\R");
    }

    @Test
    void aTraceIsForThoseWhoAskForIt() {
        LoggingEvent event = failure("switchboard.session.Session", new IllegalStateException("because"));

        assertThat(text(OneLine.of(event, true)))
                .contains("it failed event=", "IllegalStateException: because\n\tat switchboard.logging.LoggingTest.");
    }

    @Test
    void whatALibraryComplainsOfHasAnEventToo() {
        LoggingEvent event = failure("org.apache.pekko.stream.Something", new IllegalStateException("because"));

        assertThat(text(OneLine.of(event, false)))
                .endsWith(" event=library_problem\n")
                .contains("because");
    }

    @Test
    void theRestIsLoggedAsItIs() {
        LoggingEvent event = new LoggingEvent(
                LoggingTest.class.getName(),
                loggers.getLogger("org.apache.pekko.Something"),
                ch.qos.logback.classic.Level.INFO,
                "fine",
                null,
                new Object[0]);

        assertThat(OneLine.of(event, false)).isSameAs(event);
    }

    @Test
    void saysNothingBelowInfoForLibraries() {
        Logging.apply(loggers, new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.DEBUG, 100));
        assertThat(loggers.getLogger("switchboard.http.api.HttpApi").isDebugEnabled())
                .isTrue();
        assertThat(loggers.getLogger("org.apache.pekko.Anything").isDebugEnabled())
                .isFalse();
        assertThat(loggers.getLogger("org.apache.pekko.Anything").isInfoEnabled())
                .isTrue();

        Logging.apply(loggers, new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.ERROR, 100));
        assertThat(loggers.getLogger("org.apache.pekko.Anything").isWarnEnabled())
                .isFalse();
        assertThat(loggers.getLogger("switchboard.http.api.HttpApi").isErrorEnabled())
                .isTrue();
        loggers.stop();
    }

    @Test
    void isFoundByLogbackAlone() {
        assertThat(java.util.ServiceLoader.load(ch.qos.logback.classic.spi.Configurator.class))
                .hasAtLeastOneElementOfType(Logging.class);
    }
}
