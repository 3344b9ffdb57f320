package switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the formatter does not see to: files and folders of a size that a reader can take in. */
class SourcesTest {
    private static final Path SOURCES = Path.of("src");
    private static final int LINES_OF_A_FILE = 400;
    private static final int FILES_OF_A_FOLDER = 20;
    private static final int WIDTH = 120;

    /** What a page of somebody else loads as one file. */
    private static final String ONE_FILE = "switchboard.js";

    /** Lists of texts, one for each language of the page. */
    private static final String WORDS = "words-";

    @Test
    void noFileIsLong() {
        assertThat(named(".java", ".js"))
                .filteredOn(file -> !file.endsWith(ONE_FILE))
                .filteredOn(file -> !file.getFileName().toString().startsWith(WORDS))
                .filteredOn(file -> lines(file).size() > LINES_OF_A_FILE)
                .isEmpty();
    }

    @Test
    void noFolderIsCrowded() {
        Map<Path, Long> folders = named(".java").stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        folders.values().removeIf(files -> files <= FILES_OF_A_FOLDER);
        assertThat(folders).isEmpty();
    }

    /** The formatter wraps code and javadoc, and leaves alone what stands behind {@code //}. */
    @Test
    void noCommentIsWide() {
        List<String> wide = named(".java").stream()
                .flatMap(file -> {
                    List<String> lines = lines(file);
                    return IntStream.range(0, lines.size())
                            .filter(i -> lines.get(i).length() > WIDTH
                                    && lines.get(i).strip().startsWith("//"))
                            .mapToObj(i -> file + ":" + (i + 1));
                })
                .toList();
        assertThat(wide).isEmpty();
    }

    private static List<Path> named(String... endings) {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
