package switchboard.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import switchboard.testing.Markdown;

class LogEventsTest {
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    /** The names in one column of the table of events. */
    private static List<String> documented(int column) {
        return Markdown.read("docs/operating.md").rows("## Logs").stream()
                .filter(row -> row.get(0).startsWith(" `"))
                .flatMap(row -> NAME.matcher(row.get(column)).results())
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
    void everyEventIsDocumentedOnceAndNoOther() {
        assertThat(documented(0)).containsExactlyInAnyOrderElementsOf(constants(LogEvents.class));
    }

    @Test
    void everyFieldIsDocumentedAndNoOther() {
        assertThat(documented(2).stream().distinct().toList())
                .containsExactlyInAnyOrderElementsOf(constants(LogFields.class).stream()
                        .filter(field -> !field.equals(LogFields.EVENT))
                        .toList());
    }
}
