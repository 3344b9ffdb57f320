package switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WebFilesContentsTest {
    private static final Path APP = Path.of("src", "main", "resources", "web", "app");

    @Test
    void everyFileOfThePageIsServedAndNothingElse() throws IOException {
        try (Stream<Path> files = Files.walk(APP)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> APP.relativize(file).toString())
                    .filter(name -> !name.equals("index.html"))
                    .sorted()
                    .toList();
            assertThat(WebFiles.OF_PAGE).containsExactlyElementsOf(names);
        }
    }
}
