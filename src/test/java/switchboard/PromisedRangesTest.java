package switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.Problem;

/** No setting can be put where the server would break what the contract promises whatever is set. */
class PromisedRangesTest {
    private static Settings settings(String key, String value) throws BadSettings {
        Properties properties = new Properties();
        properties.put("switchboard." + key, value);
        return Settings.from(ConfigLayers.load(null, Map.of(), properties));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource({
        "history.readers, 9, ten connections to the database",
        "http.answer-within, 10001ms, nobody waits longer than 10 s for an answer",
        "connection.answer-timeout, 10001ms, nobody waits longer than 10 s for an answer",
        "health.answer-within, 5001ms, health is told within 5 s",
        "health.check-every, 5001ms, health is told within 5 s",
    })
    void whatWouldBreakAPromiseIsRefused(String key, String value, String promise) {
        BadSettings refusal = catchThrowableOfType(BadSettings.class, () -> settings(key, value));

        assertThat(refusal.problems()).as(promise).extracting(Problem::key).contains("switchboard." + key);
    }

    @ParameterizedTest
    @CsvSource({
        "history.readers, 8",
        "http.answer-within, 10s",
        "connection.answer-timeout, 10s",
        "health.answer-within, 5s",
        "health.check-every, 5s",
    })
    void whatKeepsItIsTaken(String key, String value) throws BadSettings {
        settings(key, value);
    }
}
