package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Scenarios;

/** The whole command against a server that is no server of ours, with and without mistakes. */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the seconds of a run
final class BenchTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int bench(String... arguments) {
        return bench(false, arguments);
    }

    private int bench(boolean onTerminal, String... arguments) {
        return new CommandLine(new Bench(StubServer.class.getName(), PATIENCE, CLOCK, () -> onTerminal))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString()).path("scenarios").path(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classroom", "broadcast", "questions", "history", "burst"})
    void reportsFiguresAndThatEveryDeliveryWasRight(String scenario) throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            int exitCode =
                    bench("--url", server.url(), "--scenarios", scenario, "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("right");
            assertThat(json().path("wrong")).isEmpty();
            assertThat(json().path("deliveries").asLong()).isPositive();
            assertThat(json().path("figures"))
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
            int exitCode = bench(
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

            assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("wrong");
            assertThat(json().path("wrong").path(wrong).asLong()).isPositive();
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void failsWhereTheServerDoesNotSpeakVersion2() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.OLD)) {
            int exitCode = bench("--url", server.url(), "--scenarios", "burst", "--refs", "--json");

            assertThat(json().path("outcome").asText()).isEqualTo("failed");
            assertThat(json().path("reason").asText()).contains("switchboard.v2");
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
            int exitCode = bench(
                    "--url", server.url(), "--scenarios", "classroom", "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("wrong");
            assertThat(json().path("wrong").path(wrong).asLong()).isPositive();
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--scenarios=classroom", "--refs"})
    void doesNotCallLostWhatWasRefused(String option) throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.REFUSE)) {
            int exitCode = bench(
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

            assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("right");
            assertThat(json().path("refused").path("busy").asLong()).isEqualTo(1);
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void skipsWhatTheRateLimitOfARunningServerDoesNotAllow() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.RATE_LIMIT)) {
            int exitCode = bench(
                    "--url", server.url(), "--scenarios", "questions", "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(json().path("outcome").asText()).isEqualTo("skipped");
            assertThat(json().path("reason").asText()).contains("switchboard.rate.student");
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

            int exitCode = bench(options.split(" "));

            assertThat(json().path("outcome").asText()).isEqualTo("skipped");
            assertThat(json().path("reason").asText()).isEqualTo(reason);
            assertThat(json().path("deliveries").asInt()).isZero();
            assertThat(exitCode).isZero();
            assertThat(server.sessionsEnded()).isOne();
        }
    }

    @Test
    void runsWhatTheLimitsOfARunningServerAllow() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.STRICT)) {
            String options = "--url " + server.url() + " --seconds 1 --warm-up 0 --json --scenarios classroom";

            assertThat(bench(options.split(" "))).isZero();
            assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("right");
        }
    }

    @Test
    void failsWhereTheServerClosesAConnection() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.CLOSE)) {
            int exitCode = bench(
                    "--url", server.url(), "--scenarios", "questions", "--seconds", "1", "--warm-up", "0", "--json");

            assertThat(json().path("outcome").asText()).isEqualTo("failed");
            assertThat(json().path("reason").asText()).contains("closed by the server with code 1011");
            assertThat(exitCode).isEqualTo(1);
        }
    }

    @Test
    void skipsWhatNeedsMoreThanAnAddress() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            int exitCode = bench("--url", server.url(), "--scenarios", "start", "--json");

            assertThat(json().path("outcome").asText()).isEqualTo("skipped");
            assertThat(json().path("reason").asText()).contains("only a server that bench itself started");
            assertThat(exitCode).isZero();
        }
    }

    @Test
    void startsAServerForEachRunAndLeavesNothingBehind() throws IOException {
        int exitCode = bench(
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

        assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("right");
        assertThat(json().path("figures").path(0).path("values")).hasSize(2);
        assertThat(json().findValuesAsText("name")).contains("closed loop: server's share of all cores");
        assertThat(out.toString())
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

        int exitCode = bench(options.split(" "));

        JsonNode report = new ObjectMapper().readTree(out.toString());
        assertThat(report.path("settings").path("cold").asBoolean()).isTrue();
        assertThat(report.path("scenarios").findValuesAsText("outcome"))
                .as(out + "\n" + err)
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
        int exitCode = bench(
                "--scenarios",
                "burst",
                "--folder",
                folder.toString(),
                "--server-java-options",
                "-Dfault=RATE_LIMIT",
                "--json");

        assertThat(json().path("outcome").asText()).as(out + "\n" + err).isEqualTo("failed");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void showsWhatAServerSaidThatDidNotStart() throws IOException {
        int exitCode = bench(
                "--scenarios",
                "burst",
                "--folder",
                folder.toString(),
                "--server-java-options",
                "-Dfault=UNKNOWN",
                "--json");

        assertThat(json().path("outcome").asText()).isEqualTo("failed");
        assertThat(json().path("reason").asText()).contains("exit code 1").contains("UNKNOWN");
        assertThat(exitCode).isEqualTo(1);
    }

    @Test
    void printsATableWithTheMachine() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.LOSE)) {
            bench("--url", server.url(), "--scenarios", "classroom,burst,start", "--seconds", "1", "--warm-up", "0");

            assertThat(out.toString())
                    .contains(Runtime.getRuntime().availableProcessors() + " cores")
                    .contains("2026-11-24T08:00:00Z")
                    .containsPattern("(?m)^classroom +send to last recipient, p50 +[0-9.]+ +[0-9.]+ +[0-9.]+  ms$")
                    .containsPattern("(?m)^burst: FAILED: messages were missing .*; 49 deliveries, WRONG: 1 lost$")
                    .containsPattern("(?m)^start: skipped: ");
        }
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        String url;
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            url = server.url();
        }

        assertThat(bench("--url", url, "--scenarios", "burst", "--json")).isEqualTo(1);
        assertThat(json().path("reason").asText()).contains(url);
    }

    /** None of them comes far: nobody listens. */
    @ParameterizedTest
    @CsvSource({"'', 5", "--scenarios=all, 15", "'--scenarios=storm,all', 15", "'--scenarios=storm,rest', 2"})
    void runsTheDefaultOnesOrTheNamedOnesOrAll(String option, int count) throws IOException {
        String url;
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            url = server.url();
        }

        bench(("--url " + url + " --json " + option).strip().split(" "));

        List<String> ran =
                new ObjectMapper().readTree(out.toString()).path("scenarios").findValuesAsText("name");
        assertThat(ran).hasSize(count);
        if (option.isEmpty()) {
            assertThat(ran).containsExactlyElementsOf(names(Scenarios.DEFAULT));
        }
        assertThat(err.toString().lines()).hasSize(count);
    }

    @Test
    void rewritesOneLineOnATerminal() throws IOException {
        String url;
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            url = server.url();
        }

        bench(true, "--url", url, "--scenarios", "burst,history", "--runs", "2");

        assertThat(err.toString())
                .startsWith(
                        "\r1 of 2, burst, run 1 of 2: 0 of about 15 s\r2 of 2, history, run 1 of 2: 0 of about 11 s")
                .doesNotContain("\n")
                .endsWith("\r");
    }

    /** None of them is wrapped. */
    private static List<String> helpLines(List<Scenario> scenarios) {
        return scenarios.stream()
                .map(scenario -> String.format("  %-10s %s", scenario.name(), scenario.description()))
                .toList();
    }

    private static List<String> names(List<Scenario> scenarios) {
        return scenarios.stream().map(Scenario::name).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--scenarios nothing | --scenarios: nothing (allowed: all, classroom, broadcast",
                "--seconds 0 | --seconds: 0 (allowed: 1 to 120)",
                "--runs 101 | --runs: 101 (allowed: 1 to 100)",
                "--warm-up -1 | --warm-up: -1 (allowed: 0 to 120)",
                "--content-bytes 63 | --content-bytes: 63 (allowed: 64 to 65536)",
                "--pid 1 | --pid: 1 (allowed: only together with --url)",
                "--url ftp://x | --url: address: ftp://x (allowed: http://HOST:PORT)",
                "--url http://x/path | --url: address: http://x/path (allowed: http://HOST:PORT)",
                "--folder /does/not/exist | --folder: /does/not/exist (allowed: a folder that exists)",
                "--scenarios lecture:0 | --scenarios: lecture:0 (allowed: lecture:1 to lecture:2000)",
                "--from localhost | --from: localhost (allowed: addresses of this machine, such as 127.0.0.2)",
                "--cold --scenarios storm | --scenarios: storm (allowed: all, classroom, broadcast, questions, connect)",
                "--cold --url http://x | --cold: measures servers that bench has just started (allowed: without --url)"
            })
    void refusesOptionsThatCannotBeUsed(String arguments, String problem) {
        assertThat(bench(arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(problem);
    }

    @Test
    void listsTheScenariosInItsHelp() {
        assertThat(bench("--help")).isZero();
        String[] byDefaultAndMore =
                out.toString().split("Scenarios that run by default:")[1].split("--scenarios=all:");
        assertThat(byDefaultAndMore[0].lines()).containsAll(helpLines(Scenarios.DEFAULT));
        assertThat(byDefaultAndMore[1].lines()).containsAll(helpLines(Scenarios.MORE));
    }
}
