package switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.NodeJs;
import switchboard.testing.server.SharedServer;

/** The tests of the JavaScript client, by Node's own runner: without a network, and against a real server. */
class JavaScriptClientTest {
    private static final Path TESTS = Path.of("src", "test", "js");
    private static final String WITH_SERVER = "server.test.js";
    private static final long PATIENCE_MINUTES = 4;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    @Test
    void keepsItsRulesWithoutANetwork() throws Exception {
        try (Stream<Path> files = Files.list(TESTS)) {
            run(
                    Map.of(),
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".test.js") && !name.equals(WITH_SERVER))
                            .toArray(String[]::new));
        }
    }

    @Test
    void worksAgainstTheServerOverNetworksThatMisbehave() throws Exception {
        run(
                Map.of(
                        "SWITCHBOARD_URL",
                        "http://127.0.0.1:" + SERVER.get().port(),
                        "NODE_OPTIONS",
                        // On by itself from 22 on.
                        "--experimental-websocket"),
                WITH_SERVER);
    }

    private static void run(Map<String, String> environment, String... files) throws Exception {
        List<String> command = new ArrayList<>(List.of(NodeJs.executable(), "--test", "--test-reporter=tap"));
        command.addAll(List.of(files));
        File output = File.createTempFile("node", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(TESTS.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(output.toPath());
            assertThat(ended).as("ended in time:\n%s", said).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(said).contains("# fail 0").doesNotContain("# pass 0").contains("# skipped 0");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            output.delete();
        }
    }
}
