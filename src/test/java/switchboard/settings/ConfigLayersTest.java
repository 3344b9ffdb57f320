package switchboard.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLayersTest {
    private static final String PORT = "switchboard.port";

    @TempDir
    Path folder;

    private Path file(String text) {
        try {
            return Files.writeString(folder.resolve("switchboard.conf"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ConfigLayers layers(@Nullable Path file, Map<String, String> environment, String... properties) {
        Properties set = new Properties();
        for (String property : properties) {
            set.setProperty(property.split("=")[0], property.split("=")[1]);
        }
        return ConfigLayers.load(file, environment, set);
    }

    @Test
    void everyPlaceWinsOverTheOneBefore() {
        Path file = file("switchboard.port = 1");

        assertThat(layers(null, Map.of()).effective().getInt(PORT)).isEqualTo(8080);
        assertThat(layers(file, Map.of()).effective().getInt(PORT)).isEqualTo(1);
        assertThat(layers(file, Map.of("SWITCHBOARD_PORT", "2")).effective().getInt(PORT))
                .isEqualTo(2);
        assertThat(layers(file, Map.of("SWITCHBOARD_PORT", "2"), "switchboard.port=3")
                        .effective()
                        .getInt(PORT))
                .isEqualTo(3);
    }

    @Test
    void saysWhereAValueComesFrom() {
        Path file = file("\nswitchboard.port = 1");

        assertThat(layers(null, Map.of()).sourceOf(PORT)).isEqualTo("default");
        assertThat(layers(file, Map.of()).sourceOf(PORT)).contains("switchboard.conf: 2");
        assertThat(layers(file, Map.of("SWITCHBOARD_PORT", "2")).sourceOf(PORT)).isEqualTo("SWITCHBOARD_PORT");
        assertThat(layers(file, Map.of(), "switchboard.port=3").sourceOf(PORT)).isEqualTo("system property");
    }

    @Test
    void namesTheNearestOfEveryUnknownKey() {
        Path file = file("switchboard { prot = 1, http { max-bodies = 5 }, rate = 7 }");
        ConfigLayers layers = layers(file, Map.of("SWITCHBOARD_LOG_LEVLE", "info"), "switchboard.hots=x");

        assertThat(layers.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "switchboard.http.max-bodies: no such setting (allowed: what config doc lists; the nearest is"
                                + " switchboard.http.max-body)",
                        "switchboard.prot: no such setting (allowed: what config doc lists; the nearest is"
                                + " switchboard.port)",
                        "switchboard.rate: no such setting (allowed: what config doc lists; the nearest is"
                                + " switchboard.data)",
                        "SWITCHBOARD_LOG_LEVLE: no such setting (allowed: what config doc lists; the nearest is"
                                + " SWITCHBOARD_LOG_LEVEL)",
                        "switchboard.hots: no such setting (allowed: what config doc lists; the nearest is"
                                + " switchboard.host)");
        assertThat(layers.effective().getInt("switchboard.rate.student"))
                .as("what is below a key that is none is still there")
                .isEqualTo(100);
    }

    /** It was passed over, and the default held. */
    @Test
    void namesWhatLacksTheRoot() {
        Path file = file("http { hosts = [class.example] }, port = 1, folder = x, switchboard.data = ${folder}");

        assertThat(layers(file, Map.of()).problems())
                .containsExactlyInAnyOrder(
                        new Problem("http.hosts", "no such setting", "switchboard.http.hosts"),
                        new Problem("port", "no such setting", "switchboard.port"));
    }

    @Test
    void reportsAFileThatCannotBeRead() {
        assertThat(layers(folder.resolve("none.conf"), Map.of()).problems()).hasSize(1);
        assertThat(layers(folder, Map.of()).problems()).hasSize(1);
        assertThat(layers(file("switchboard { port = "), Map.of()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("switchboard.conf: 1"));
        assertThat(layers(file("switchboard.port = ${NOT_THERE}"), Map.of()).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("NOT_THERE"));
    }

    @Test
    void letsAFileUseOtherVariables() {
        assertThat(layers(file("switchboard.port = ${CLASS_PORT}"), Map.of("CLASS_PORT", "9"))
                        .effective()
                        .getInt(PORT))
                .isEqualTo(9);
    }

    @Test
    void letsAFileSetWhatTheLibrariesRead() {
        assertThat(layers(file("pekko.loglevel = DEBUG"), Map.of()).effective().getString("pekko.loglevel"))
                .isEqualTo("DEBUG");
    }

    @Test
    void ignoresVariablesOfOthers() {
        assertThat(layers(null, Map.of("SWITCHBOARDX", "1", "PATH", "/bin")).problems())
                .isEmpty();
    }

    /** The layer of the environment and what reference.conf writes out must be the same, or one of them lies. */
    @Test
    void everyKeyOfTheReferenceHasItsOverrideOnTheNextLine() throws IOException {
        List<String> lines;
        try (InputStream reference = ConfigLayers.class.getResourceAsStream("/reference.conf")) {
            lines = new String(reference.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .toList();
        }
        Set<String> names = new HashSet<>();
        for (SettingKeys.Key key : SettingKeys.known().all()) {
            String last = key.path().substring(key.path().lastIndexOf('.') + 1);
            assertThat(names.add(key.environment())).as(key.environment()).isTrue();
            assertThat(key.comment()).as(key.path()).isNotEmpty();
            assertThat(lines).as(key.path()).contains(last + " = ${?" + key.environment() + "}");
        }
        Pattern override = Pattern.compile("\\$\\{\\?(SWITCHBOARD_\\w+)}");
        for (String line : lines) {
            Matcher found = override.matcher(line);
            if (found.find()) {
                assertThat(names).contains(found.group(1));
            }
        }
    }
}
