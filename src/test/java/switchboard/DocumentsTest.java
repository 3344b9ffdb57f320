package switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Markdown.codes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.settings.SettingKeys;
import switchboard.testing.Markdown;

/** What the documents for operators say of settings, limits and log lines is what the program has. */
class DocumentsTest {
    private static final Markdown OPERATING = Markdown.read("docs/operating.md");
    private static final SettingKeys KEYS = SettingKeys.known();

    static Stream<String> documents() throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("docs"))) {
            List<String> below =
                    all.map(Path::toString).filter(name -> name.endsWith(".md")).toList();
            return Stream.concat(Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md"), below.stream());
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkLeadsSomewhere(String document) {
        Path folder = Path.of(document).toAbsolutePath().getParent();
        for (String link : found("\\]\\(((?!https?:)[^)\\s]+)\\)", Markdown.read(document))) {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? Path.of(document) : folder.resolve(parts[0]);
            assertThat(target).as(link).exists();
            if (parts.length == 2) {
                assertThat(anchors(Markdown.read(target.toString()))).as(link).contains(parts[1]);
            }
        }
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Markdown markdown) {
        return found("(?m)^#+ (.*)$", markdown).stream()
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}\\- ]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void nameOnlySettingsThatExist(String document) {
        Markdown markdown = Markdown.read(document);
        Set<String> sections = KEYS.paths().stream()
                .map(path -> path.replaceFirst("\\.[^.]+$", ""))
                .collect(Collectors.toSet());
        for (String key : found("`(switchboard(?:\\.[a-z-]+)+)`", markdown)) {
            // Names of files, and of the subprotocol, look the same.
            if (!key.matches("switchboard\\.(conf|d\\.m?ts|db(-wal|-shm)?|jar|js|lock|mjs|port)|switchboard\\.v\\d")
                    && !sections.contains(key)) {
                assertThat(KEYS.find(key)).as(key).isPresent();
            }
        }
        Set<String> variables =
                KEYS.all().stream().map(SettingKeys.Key::environment).collect(Collectors.toSet());
        for (String variable : found("\\b(SWITCHBOARD_[A-Z_]*[A-Z])\\b", markdown)) {
            // What two of them say is not a setting, but what happens then.
            if (!Set.of("SWITCHBOARD_PORTT", "SWITCHBOARD_SERVICE_HOST").contains(variable)) {
                assertThat(variables).contains(variable);
            }
        }
    }

    private static List<String> found(String regex, Markdown markdown) {
        return Pattern.compile(regex)
                .matcher(markdown.text())
                .results()
                .map((MatchResult one) -> one.group(1))
                .toList();
    }

    @Test
    void theLimitsHaveTheirDefaults() {
        Set<String> said = new TreeSet<>();
        for (List<String> row : OPERATING.rows("## Limits")) {
            for (String key : codes(row.get(1))) {
                SettingKeys.Key known = KEYS.find("switchboard." + key).orElseThrow(() -> new AssertionError(key));
                said.add(key);
                // How many times the limit stands in words.
                String shown = key.equals("rate.flooding-factor") ? "ten times" : inWords(known.defaultValue());
                assertThat(row.get(2)).as(key).containsPattern("(^|[^\\d,])" + Pattern.quote(shown) + "($|[^\\d,])");
            }
        }
        assertThat(said).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/operating.md"})
    void theSettingsToBeginWithHaveTheirDefaults(String document) {
        for (List<String> row : Markdown.read(document).rows("## Settings")) {
            String cells = String.join("|", row);
            List<String> keys = codes(cells).stream()
                    .filter(code ->
                            code.startsWith("switchboard.") && KEYS.find(code).isPresent())
                    .toList();
            for (String key : keys) {
                String value = KEYS.find(key).orElseThrow().defaultValue().replaceAll("[\"\\[\\]]", "");
                assertThat(codes(cells)).as(key).contains(value);
            }
        }
    }

    /** As {@code 10,000}, {@code 1 MiB} or {@code 5 s}. */
    private static String inWords(String value) {
        String plain = value.replace("\"", "");
        return plain.matches("\\d+")
                ? String.format(Locale.ROOT, "%,d", Long.parseLong(plain))
                : plain.replaceFirst("(\\d+) ?(\\w+)", "$1 $2");
    }

    @Test
    void theLogLinesAreOfClassesThatWriteThem() throws Exception {
        List<MatchResult> lines = Pattern.compile("(?m)^\\S+Z (?:INFO|WARN|ERROR) +(\\w+): .* event=(\\w+)")
                .matcher(OPERATING.text())
                .results()
                .toList();
        assertThat(lines).isNotEmpty();
        for (MatchResult line : lines) {
            assertThat(source(line.group(1)).orElseThrow(() -> new AssertionError(line.group())))
                    .as(line.group())
                    .contains("LogEvents." + line.group(2).toUpperCase(Locale.ROOT));
        }
    }

    private static Optional<String> source(String name) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("src", "main", "java"))) {
            Optional<Path> file =
                    all.filter(path -> path.endsWith(name + ".java")).findFirst();
            return file.isEmpty() ? Optional.empty() : Optional.of(Files.readString(file.get()));
        }
    }
}
