package switchboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.Settings;
import switchboard.testing.Markdown;

class SettingsReaderTest {
    private enum Colour {
        RED,
        BLUE
    }

    private static SettingsReader reader(String hocon) {
        return new SettingsReader(ConfigFactory.parseString(hocon));
    }

    @Test
    void readsValuesInEveryUnitAndFromText() {
        SettingsReader reader =
                reader("a = \"5\", b = 64 KiB, c = \"1048576\", d = 500ms, e = \"yes\", f = Red, g = 7");

        assertThat(reader.integer("a", 1, 10)).isEqualTo(5);
        assertThat(reader.bytes("b", 1, 1 << 20)).isEqualTo(65_536);
        assertThat(reader.bytes("c", 1, 1 << 20)).isEqualTo(1_048_576);
        assertThat(reader.duration("d", Duration.ZERO, Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(500));
        assertThat(reader.flag("e")).isTrue();
        assertThat(reader.choice("f", Colour.class)).isEqualTo(Colour.RED);
        assertThat(reader.integer("g", 7, 7)).isEqualTo(7);
        assertThat(reader.problems()).isEmpty();
    }

    @Test
    void aDefaultNumberGivesWayToWhatTheHeapCarriesAndWhatIsSetMayBeMore_I5() {
        String path = "switchboard.sessions.max-connections";
        Config defaults = ConfigFactory.parseResources(getClass().getClassLoader(), "reference.conf")
                .resolve();
        int heap = 100 << 20;

        SettingsReader small = new SettingsReader(defaults, heap);
        assertThat(small.count(path, 1, 1_000_000, 1 << 10, 10)).isEqualTo(10_000);
        assertThat(small.count(path, 1, 1_000_000, 20 << 10, 10)).isEqualTo(512);

        Config more = ConfigFactory.parseString(path + " = 3000").withFallback(defaults);
        assertThat(new SettingsReader(more, heap).count(path, 1, 1_000_000, 20 << 10, 10))
                .isEqualTo(3_000);

        Config tooMany = ConfigFactory.parseString(path + " = 4000").withFallback(defaults);
        SettingsReader refusing = new SettingsReader(tooMany, heap);
        refusing.count(path, 1, 1_000_000, 20 << 10, 10);
        assertThat(refusing.problems())
                .extracting(Problem::toString)
                .containsExactly(path + ": 4000 (allowed: at most 3413, which take two thirds of a heap of 104857600"
                        + " bytes: see -Xmx)");
    }

    @Test
    void aDefaultGivesWayToItsShareOfTheHeapAndWhatIsSetDoesNot_I5() {
        String path = "switchboard.session.all-tails-bytes";
        Config defaults = ConfigFactory.parseResources(getClass().getClassLoader(), "reference.conf")
                .resolve();
        Config set = ConfigFactory.parseString(path + " = 64 MiB").withFallback(defaults);

        SettingsReader small = new SettingsReader(defaults, 100 << 20);
        assertThat(small.memory(path, 1 << 20, 1L << 40, 12)).isEqualTo((100 << 20) / 100 * 12);
        assertThat(small.problems()).isEmpty();
        assertThat(small.reduced(path)).contains(new SettingsReader.Reduced((100 << 20) / 100 * 12, 12, 100 << 20));

        SettingsReader large = new SettingsReader(set, 1L << 30);
        assertThat(large.memory(path, 1 << 20, 1L << 40, 12)).isEqualTo(64 << 20);
        assertThat(large.problems()).isEmpty();
        assertThat(large.reduced(path)).isEmpty();

        SettingsReader tooSmall = new SettingsReader(set, 100 << 20);
        tooSmall.memory(path, 1 << 20, 1L << 40, 12);
        assertThat(tooSmall.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        path + ": 64 MiB (allowed: at most 12582912 bytes, 12% of a heap of 104857600 bytes: see"
                                + " -Xmx)");
    }

    /** Each share stands where its setting is explained and in operating.md, and their sum where shares are. */
    @Test
    void theSharesOfTheHeapAreThoseThatAreSaid() throws Exception {
        ConfigLayers layers = ConfigLayers.load(null, Map.of(), new Properties());
        // So small that every default gives way.
        SettingsReader reader = new SettingsReader(layers.effective(), 40 << 20);
        Settings.from(layers, reader);
        List<List<String>> rows = Markdown.read("docs/operating.md").rows("## Limits");
        int sum = 0;
        for (SettingKeys.Key key : SettingKeys.known().all()) {
            Optional<Integer> share = reader.reduced(key.path()).map(SettingsReader.Reduced::percentOfHeap);
            Optional<String> said = Pattern.compile("at most (\\d+)% of the heap")
                    .matcher(String.join(" ", key.comment()))
                    .results()
                    .map(match -> match.group(1))
                    .findFirst();
            assertThat(said).as(key.path()).isEqualTo(share.map(String::valueOf));
            String code = "`" + key.path().replaceFirst("^switchboard\\.", "") + "`";
            share.ifPresent(percent -> assertThat(rows)
                    .as("%s has a row with its share", code)
                    .anyMatch(row -> row.get(1).contains(code) && row.get(2).contains("at most " + percent + "% of")));
            sum += share.orElse(0);
        }

        assertThat(Files.readString(Path.of("src", "main", "resources", "reference.conf")))
                .contains("These shares together are " + sum + "% of the heap.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "11", "99999999999", "x", "1.5", "null", "[1]", "{b = 1}"})
    void reportsANumberThatCannotBeUsed(String value) {
        SettingsReader reader = reader("a = " + value);

        assertThat(reader.integer("a", 1, 10)).isEqualTo(1);
        assertThat(reader.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.key()).isEqualTo("a");
            assertThat(problem.allowed()).isEqualTo("1 to 10");
        });
    }

    @Test
    void reportsAllProblemsTogether() {
        SettingsReader reader = reader("a = x, b = 2h, c = green");
        reader.integer("a", 1, 10);
        reader.duration("b", Duration.ofSeconds(1), Duration.ofSeconds(60));
        reader.choice("c", Colour.class);
        reader.flag("d");

        assertThat(reader.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "a: x (allowed: 1 to 10)",
                        "b: 2h (allowed: 1s to 60s)",
                        "c: green (allowed: red, blue)",
                        "d: missing (allowed: true or false)");
        assertThat(reader.sound("a")).isFalse();
        assertThat(reader.sound("e")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[a, b]|a;b", "\"a, b,\"|a;b", "[]|''", "\"\"|''", "a|a"})
    void readsAListOrATextWithCommas(String written, String expected) {
        assertThat(String.join(";", reader("a = " + written).texts("a"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"kitten,sitting,3", "'',abc,3", "abc,abc,0", "port,prot,2"})
    void countsEdits(String from, String to, int edits) {
        assertThat(NearestName.edits(from, to)).isEqualTo(edits);
    }
}
