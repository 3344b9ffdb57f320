package switchboard.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LogEventsTest {
    private static final Path OPERATING = Path.of("docs", "operating.md");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    /** The names in one column of the table of events. */
    private static List<String> documented(int column) throws IOException {
        String logs = Files.readString(OPERATING).replaceAll("(?s).*\n## Logs\n|\n## (?!Logs).*", "");
        return logs.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(row -> NAME.matcher(row.split("\\|")[column]).results())
                .map(name -> name.group(1))
                .toList();
    }

    private static List<String> constants(Class<?> names) {
        return Arrays.stream(names.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(LogEventsTest::value)
                .toList();
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(constant.getName(), e);
        }
    }

    @Test
    void everyEventIsDocumentedOnceAndNoOther() throws IOException {
        assertThat(documented(1)).containsExactlyInAnyOrderElementsOf(constants(LogEvents.class));
    }

    @Test
    void everyFieldIsDocumentedAndNoOther() throws IOException {
        assertThat(documented(3).stream().distinct().toList())
                .containsExactlyInAnyOrderElementsOf(constants(LogFields.class).stream()
                        .filter(field -> !field.equals(LogFields.EVENT))
                        .toList());
    }
}
