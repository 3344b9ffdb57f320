package switchboard.web.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.testing.NodeJs;
import switchboard.testing.server.SharedServer;

/** The tests of the JavaScript client, by Node's own runner: without a network, and against a real server. */
class JavaScriptClientTest {
    private static final Path TESTS = Path.of("src", "test", "js");
    private static final String WITH_SERVER = "server.test.js";

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
        NodeJs.Ended ended = NodeJs.run(
                TESTS,
                environment,
                Stream.concat(Stream.of("--test", "--test-reporter=tap"), Stream.of(files))
                        .toArray(String[]::new));
        assertThat(ended.exitValue()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("# fail 0").doesNotContain("# pass 0").contains("# skipped 0");
    }
}
