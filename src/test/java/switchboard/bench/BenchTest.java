package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole command against a server that is no server of ours, with and without mistakes. */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the seconds of a run
final class BenchTest {
    private final BenchRun bench = new BenchRun();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classroom", "broadcast", "questions", "history", "burst"})
    void reportsFiguresAndThatEveryDeliveryWasRight(String scenario) throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            int exitCode = bench.run(
                    "--url", server.url(), "--scenarios", scenario, "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("right");
            assertThat(bench.json().path("wrong")).isEmpty();
            assertThat(bench.json().path("deliveries").asLong()).isPositive();
            assertThat(bench.json().path("figures"))
                    .isNotEmpty()
                    .allSatisfy(figure ->
                            assertThat(figure.path("median").asDouble()).isNotNegative());
            assertThat(exitCode).isZero();
            assertThat(server.sessionsEnded()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "NO_RECEIPT, receipt_lost",
        "TWO_RECEIPTS, receipt_twice",
        "WRONG_RECEIPT, receipt_wrong",
        "NO_ECHO, lost"
    })
    void callsARunWithRefsWrongInWhichOneReceiptOrOwnMessageWas(StubServer.Fault fault, String wrong)
            throws IOException {
        try (StubServer server = new StubServer(fault)) {
            int exitCode = bench.run(
                    "--url",
                    server.url(),
                    "--scenarios",
                    "classroom",
                    "--refs",
                    "--seconds",
                    "1",
                    "--warm-up",
                    "0",
                    "--json");

            assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("wrong");
            assertThat(bench.json().path("wrong").path(wrong).asLong()).isPositive();
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void failsWhereTheServerDoesNotSpeakVersion2() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.OLD)) {
            int exitCode = bench.run("--url", server.url(), "--scenarios", "burst", "--refs", "--json");

            assertThat(bench.json().path("outcome").asText()).isEqualTo("failed");
            assertThat(bench.json().path("reason").asText()).contains("switchboard.v2");
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LOSE, lost",
        "DOUBLE, twice",
        "SWAP, out_of_order",
        "RENUMBER, renumbered",
        "OTHER_SESSION, wrong_session",
        "OTHER_RECEIVER, not_for_receiver",
        "ALTER, altered",
        "CALL_OFFLINE, falsely_offline"
    })
    void callsARunWrongInWhichOneDeliveryWas(StubServer.Fault fault, String wrong) throws IOException {
        try (StubServer server = new StubServer(fault)) {
            int exitCode = bench.run(
                    "--url", server.url(), "--scenarios", "classroom", "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("wrong");
            assertThat(bench.json().path("wrong").path(wrong).asLong()).isPositive();
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scenarios=classroom", "--refs"})
    void doesNotCallLostWhatWasRefused(String option) throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.REFUSE)) {
            int exitCode = bench.run(
                    "--url",
                    server.url(),
                    "--scenarios",
                    "classroom",
                    option,
                    "--seconds",
                    "1",
                    "--warm-up",
                    "0",
                    "--json");

            assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("right");
            assertThat(bench.json().path("refused").path("busy").asLong()).isEqualTo(1);
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void skipsWhatTheRateLimitOfARunningServerDoesNotAllow() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.RATE_LIMIT)) {
            int exitCode = bench.run(
                    "--url", server.url(), "--scenarios", "questions", "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(bench.json().path("outcome").asText()).isEqualTo("skipped");
            assertThat(bench.json().path("reason").asText()).contains("switchboard.rate.student");
            assertThat(exitCode).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "questions | sends up to 2,000 messages in 60 s per student, the server allows 100",
                "history | sends up to 1,000 messages in 60 s per student, the server allows 100",
                "joinrace | sends up to 1,500 messages in 60 s per instructor, the server allows 100",
                "slow | sends up to 200 messages in 60 s per instructor, the server allows 100",
                "classroom --content-bytes 10001 | sends contents of 10,001 bytes, the server allows 10,000"
            })
    void skipsWhatTheLimitsOfARunningServerDoNotAllow(String scenario, String reason) throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.STRICT)) {
            String options = "--url " + server.url() + " --seconds 1 --warm-up 0 --json --scenarios " + scenario;

            int exitCode = bench.run(options.split(" "));

            assertThat(bench.json().path("outcome").asText()).isEqualTo("skipped");
            assertThat(bench.json().path("reason").asText()).isEqualTo(reason);
            assertThat(bench.json().path("deliveries").asInt()).isZero();
            assertThat(exitCode).isZero();
            assertThat(server.sessionsEnded()).isOne();
        }
    }

    @Test
    void runsWhatTheLimitsOfARunningServerAllow() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.STRICT)) {
            String options = "--url " + server.url() + " --seconds 1 --warm-up 0 --json --scenarios classroom";

            assertThat(bench.run(options.split(" "))).isZero();
            assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("right");
        }
    }

    @Test
    void failsWhereTheServerClosesAConnection() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.CLOSE)) {
            int exitCode = bench.run(
                    "--url", server.url(), "--scenarios", "questions", "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(bench.json().path("outcome").asText()).isEqualTo("failed");
            assertThat(bench.json().path("reason").asText()).contains("closed by the server with code 1011");
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void skipsWhatNeedsMoreThanAnAddress() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            int exitCode = bench.run("--url", server.url(), "--scenarios", "start", "--json");

            assertThat(bench.json().path("outcome").asText()).isEqualTo("skipped");
            assertThat(bench.json().path("reason").asText()).contains("only a server that bench itself started");
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void startsAServerForEachRunAndLeavesNothingBehind() throws IOException {
        // Which believes tokens alone.
        int exitCode = bench.run(
                "--token",
                "ES256",
                "--scenarios",
                "questions",
                "--seconds",
                "1",
                "--warm-up",
                "0",
                "--runs",
                "2",
                "--folder",
                folder.toString(),
                "--json");

        assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("right");
        assertThat(bench.json().path("figures").path(0).path("values")).hasSize(2);
        assertThat(bench.json().findValuesAsText("name")).contains("closed loop: server's share of all cores");
        assertThat(bench.out())
                .as("the servers' flags are this JVM's, which has them by the build")
                .containsPattern("\"server_java_options\" : \".*-Xmx3g");
        assertThat(exitCode).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void measuresServersThatHaveJustStartedWhenTheClientIsWarm() throws IOException {
        String options = "--cold --scenarios classroom --seconds 1 --warm-up 0 --runs 2 --json --folder " + folder;

        int exitCode = bench.run(options.split(" "));

        JsonNode report = bench.report();
        assertThat(report.path("settings").path("cold").asBoolean()).isTrue();
        assertThat(report.path("scenarios").findValuesAsText("outcome"))
                .as(bench.said())
                .containsExactly("right", "right");
        JsonNode warmUp = report.path("scenarios").path(0);
        assertThat(warmUp.path("name").asText()).isEqualTo("client warm-up");
        assertThat(warmUp.path("deliveries").asLong()).isPositive();
        assertThat(warmUp.path("figures")).isEmpty();
        JsonNode figure = report.path("scenarios").path(1).path("figures").path(0);
        assertThat(figure.path("name").asText()).isEqualTo("the first 1 s: send to last recipient, p50");
        assertThat(figure.path("values")).hasSize(2);
        assertThat(exitCode).isZero();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void takesARateLimitOfItsOwnServerForAFailure() throws IOException {
        int exitCode = bench.run(
                "--scenarios",
                "burst",
                "--folder",
                folder.toString(),
                "--server-java-options",
                "-Dfault=RATE_LIMIT",
                "--json");

        assertThat(bench.json().path("outcome").asText()).as(bench.said()).isEqualTo("failed");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void showsWhatAServerSaidThatDidNotStart() throws IOException {
        int exitCode = bench.run(
                "--scenarios",
                "burst",
                "--folder",
                folder.toString(),
                "--server-java-options",
                "-Dfault=UNKNOWN",
                "--json");

        assertThat(bench.json().path("outcome").asText()).isEqualTo("failed");
        assertThat(bench.json().path("reason").asText()).contains("exit code 1").contains("UNKNOWN");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        String url;
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            url = server.url();
        }

        assertThat(bench.run("--url", url, "--scenarios", "burst", "--json")).isEqualTo(1);
        assertThat(bench.json().path("reason").asText()).contains(url);
    }
}
