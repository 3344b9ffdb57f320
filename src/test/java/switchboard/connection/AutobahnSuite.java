package switchboard.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The Autobahn test suite, sections 1 to 7 and 10, against an echo through our guard, codec and outbox. Run by
 * {@code mvn -Pautobahn test}, which fetches the suite and names its place; needs no Python and no container. The
 * report for people is written to target/autobahn/reports/index.html.
 */
class AutobahnSuite {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MOST_MINUTES = 10;

    /** What Autobahn calls a case that went as the standard says; NON-STRICT and INFORMATIONAL are allowed variants. */
    private static final List<String> GOOD = List.of("OK", "NON-STRICT", "INFORMATIONAL");

    @Test
    void noCaseFails() throws Exception {
        Path home = Path.of(System.getProperty("autobahn.home"));
        try (SocketServer server = EchoServer.start()) {
            run(home, writeSpec(home, server.address().getPort()));
        }
        report(home.resolve("reports"));
    }

    private static Path writeSpec(Path home, int port) throws IOException {
        ObjectNode spec = JSON.createObjectNode();
        spec.putObject("options").put("failByDrop", false);
        spec.put("outdir", home.resolve("reports").toString());
        spec.putArray("servers").addObject().put("agent", "switchboard").put("url", "ws://127.0.0.1:" + port + "/ws");
        spec.putArray("cases")
                .add("1.*")
                .add("2.*")
                .add("3.*")
                .add("4.*")
                .add("5.*")
                .add("6.*")
                .add("7.*")
                .add("10.*");
        spec.putArray("exclude-cases");
        spec.putObject("exclude-agent-cases");
        return Files.write(home.resolve("spec.json"), JSON.writeValueAsBytes(spec));
    }

    private static void run(Path home, Path spec) throws IOException, InterruptedException {
        Path suite = home.resolve("suite");
        Path output = home.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dpython.path=" + suite,
                        "-Dpython.cachedir=" + home.resolve("cache"),
                        "-cp",
                        home.resolve("jython-standalone.jar").toString(),
                        "org.python.util.jython",
                        suite.resolve("autobahntestsuite/wstest.py").toString(),
                        "-m",
                        "fuzzingclient",
                        "-s",
                        spec.toString())
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(MOST_MINUTES, TimeUnit.MINUTES))
                    .as("the suite ended within %d minutes; its output: %s", MOST_MINUTES, output)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("exit code; output: %s", output).isZero();
    }

    private static void report(Path reports) throws IOException {
        JsonNode cases = JSON.readTree(reports.resolve("index.json").toFile()).path("switchboard");
        Map<String, Integer> counts = new TreeMap<>();
        List<String> failed = new ArrayList<>();
        cases.fields().forEachRemaining(entry -> {
            String behavior = entry.getValue().path("behavior").asText();
            String close = entry.getValue().path("behaviorClose").asText();
            counts.merge(behavior, 1, Integer::sum);
            if (!GOOD.contains(behavior) || !GOOD.contains(close)) {
                failed.add(entry.getKey() + " " + behavior + ", close " + close);
            }
        });
        String summary = "Autobahn: " + cases.size() + " cases, " + failed.size() + " failed " + counts;
        Files.writeString(reports.resolve("summary.txt"), summary + "\n");
        System.out.println(summary);
        assertThat(cases.size()).as("cases that ran").isGreaterThanOrEqualTo(240);
        assertThat(failed).as(summary).isEmpty();
    }
}
