package switchboard;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;

class SettingsTest {
    /** It could never come whole. */
    @ParameterizedTest
    @ValueSource(strings = {"switchboard.http.max-body", "switchboard.connection.max-message"})
    void refusesWhatIsLargerThanAllThatMayBeUnfinishedTogether(String key) {
        Properties properties = new Properties();
        properties.setProperty("switchboard.http.incoming-bytes", "1 MiB");
        properties.setProperty(key, "2 MiB");
        assertThatThrownBy(() -> Settings.from(ConfigLayers.load(null, Map.of(), properties)))
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining(key)
                .hasMessageContaining("switchboard.http.incoming-bytes")
                .hasMessageContaining("1048576");
    }
}
