package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import switchboard.settings.Problem;
import switchboard.settings.SettingsReader;
import switchboard.store.history.HistorySettings;
import switchboard.store.sqlite.file.SqliteSettings;
import switchboard.store.writer.WriterSettings;

class StoreSettingsTest {
    @Test
    void defaultsAreAsDocumented() {
        SettingsReader reader = new SettingsReader(ConfigFactory.defaultReference());

        assertThat(WriterSettings.from(reader)).isEqualTo(StoreSamples.WRITER);
        assertThat(HistorySettings.from(reader)).isEqualTo(StoreSamples.HISTORY);
        assertThat(SqliteSettings.from(reader))
                .isEqualTo(
                        new SqliteSettings(8 << 20, 16 << 20, 8 << 20, SqliteSettings.BY_DISK, Duration.ofSeconds(1)));
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void valuesOutOfRangeAreNamedTogether() {
        SettingsReader reader =
                new SettingsReader(ConfigFactory.parseString("""
                        switchboard.writer.group-messages = 0
                        switchboard.history.readers = 9
                        switchboard.sqlite.busy-timeout = 1m
                        """).withFallback(ConfigFactory.defaultReference()));
        WriterSettings.from(reader);
        HistorySettings.from(reader);
        SqliteSettings.from(reader);

        assertThat(reader.problems())
                .extracting(Problem::key)
                .containsExactly(
                        "switchboard.writer.group-messages",
                        "switchboard.history.readers",
                        "switchboard.sqlite.busy-timeout");
    }
}
