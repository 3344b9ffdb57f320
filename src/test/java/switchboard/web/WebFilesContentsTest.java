package switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
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

    // ---- what the browser is told of before anything runs

    private static List<String> preloads() {
        HttpEntity.Strict page = (HttpEntity.Strict)
                WebFiles.load().byPath().get("/").apply(HttpRequest.GET("/")).entity();
        return Pattern.compile("<link rel=\"modulepreload\" href=\"app/[^/\"]+/([^\"]+)\">")
                .matcher(page.getData().utf8String())
                .results()
                .map(link -> link.group(1))
                .toList();
    }

    @Test
    void everybodyInAClassGetsAtOnceWhatTheyNeed() {
        assertThat(preloads())
                .contains("main.js", "words.js", "words-en.js", "views/in-class.js", "classroom.js", "switchboard.js")
                .contains("lib/lit-html/lit-html.js")
                .doesNotHaveDuplicates();
    }

    @Test
    void whatFewNeedComesWhenItIsNeeded() {
        assertThat(preloads())
                .doesNotContain("views/start.js", "views/teacher.js", "views/student.js", "views/projector.js")
                .doesNotContain("roster-import.js", "lib/papaparse/papaparse.js", "exporting.js", "words-de.js");
    }
}
