package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** The program that draws how cost grows, which is outside of the jar and is run from its source. */
final class GrowthPlotTest {
    private static final String SOURCE = "src/bench-growth/Plot.java";
    private static final String BEFORE =
            "# A document\n\n<!-- growth -->\nwhat was there\n<!-- /growth -->\n\nThe rest\n";

    @TempDir
    private Path folder;

    private Path document;

    @BeforeEach
    void write() throws IOException {
        document = Files.writeString(folder.resolve("document.md"), BEFORE);
        Files.createDirectories(folder.resolve("images"));
    }

    private void report(String name, String outcome, String more) throws IOException {
        Files.writeString(folder.resolve(name), """
                {"machine": {"time": "2026-11-30T00:00:00Z", "cores": 2, "cpu": "a CPU", "jdk": "a JVM",
                             "data_file_system": "ext4"},
                 "settings": {"content_bytes": 200, "runs": 3},
                 "scenarios": [{"name": "classroom", "outcome": "%s", %s}]}
                """.formatted(outcome, more));
    }

    private static String figures(double cpu) {
        List<String> figures = new ArrayList<>();
        for (String name : List.of(
                "server CPU per message",
                "send to last recipient, p50",
                "send to last recipient, p99",
                "server resident")) {
            figures.add("{\"name\": \"%s\", \"median\": %s, \"min\": %s, \"max\": %s}"
                    .formatted(name, cpu, cpu / 2, 2 * cpu));
        }
        return "\"figures\": " + figures;
    }

    private String draw(int exitCode) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SOURCE,
                        folder.toString(),
                        folder.resolve("images").toString(),
                        document.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }

    @Test
    void drawsWhatWasMeasuredAndSaysWhatEndedIt() throws Exception {
        report("classes-10.json", "right", figures(400));
        report("classes-1.json", "right", figures(2000));
        report("classes-1000.json", "skipped", "\"reason\": \"only <100> files | sockets\", \"figures\": []");

        draw(0);

        String text = Files.readString(document);
        assertThat(text)
                .startsWith("# A document\n\n<!-- growth -->\n")
                .endsWith("<!-- /growth -->\n\nThe rest\n")
                .contains("](images/growth-classes.svg)")
                .containsSubsequence(
                        "| classes | server CPU a message, µs |",
                        "| 1 | 2,000 (1,000–4,000) |",
                        "| 10 | 400 (200–800) |",
                        "| 1,000 | ends: only <100> files \\| sockets |")
                .contains("median of 3 runs")
                .doesNotContain("what was there")
                .doesNotContain("One class");
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("images/growth-classes.svg").toFile());
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(2 * 4);
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(svg.getDocumentElement().getTextContent()).contains("only <100> files");
    }

    @Test
    void writesNothingWhereADeliveryWasWrong() throws Exception {
        report("classes-1.json", "wrong", "\"wrong\": {\"lost\": 1}, " + figures(2000));

        assertThat(draw(1)).contains("classes-1.json").contains("lost");

        assertThat(document).hasContent(BEFORE);
    }

    @Test
    void writesNothingWhereAFigureIsMissing() throws Exception {
        report("classes-1.json", "right", "\"figures\": []");

        assertThat(draw(1)).contains("has no figure server CPU per message");

        assertThat(document).hasContent(BEFORE);
    }
}
