package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Scenarios;

/** What the command takes on its command line, and how it shows what it did to people who read it. */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the seconds of a run
final class BenchCommandLineTest {
    private final BenchRun bench = new BenchRun();

    @Test
    void printsATableWithTheMachine() throws IOException {
        try (StubServer server = new StubServer(StubServer.Fault.LOSE)) {
            bench.run(
                    "--url", server.url(), "--scenarios", "classroom,burst,start", "--seconds", "1", "--warm-up", "0");

            assertThat(bench.out())
                    .contains(Runtime.getRuntime().availableProcessors() + " cores")
                    .contains("2026-11-24T08:00:00Z")
                    .containsPattern("(?m)^classroom +send to last recipient, p50 +[0-9.]+ +[0-9.]+ +[0-9.]+  ms$")
                    .containsPattern("(?m)^burst: FAILED: messages were missing .*; 49 deliveries, WRONG: 1 lost$")
                    .containsPattern("(?m)^start: skipped: ");
        }
    }

    /** None of them comes far: nobody listens. */
    @ParameterizedTest
    @CsvSource({"'', 5", "--scenarios=all, 15", "'--scenarios=storm,all', 15", "'--scenarios=storm,rest', 2"})
    void runsTheDefaultOnesOrTheNamedOnesOrAll(String option, int count) throws IOException {
        String url;
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            url = server.url();
        }

        bench.run(("--url " + url + " --json " + option).strip().split(" "));

        List<String> ran = bench.report().path("scenarios").findValuesAsText("name");
        assertThat(ran).hasSize(count);
        if (option.isEmpty()) {
            assertThat(ran).containsExactlyElementsOf(names(Scenarios.DEFAULT));
        }
        assertThat(bench.err().lines()).hasSize(count);
    }

    @Test
    void rewritesOneLineOnATerminal() throws IOException {
        String url;
        try (StubServer server = new StubServer(StubServer.Fault.NONE)) {
            url = server.url();
        }

        bench.runOnTerminal("--url", url, "--scenarios", "burst,history", "--runs", "2");

        assertThat(bench.err())
                .startsWith(
                        "\r1 of 2, burst, run 1 of 2: 0 of about 15 s\r2 of 2, history, run 1 of 2: 0 of about 11 s")
                .doesNotContain("\n")
                .endsWith("\r");
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
                "--token --url http://x | --token: HS256 (allowed: without --url",
                "--token none | Invalid value for option '--token': expected one of [HS256, ES256]",
                "--url ftp://x | --url: address: ftp://x (allowed: http://HOST:PORT)",
                "--url http://x/path | --url: address: http://x/path (allowed: http://HOST:PORT)",
                "--folder /does/not/exist | --folder: /does/not/exist (allowed: a folder that exists)",
                "--scenarios lecture:0 | --scenarios: lecture:0 (allowed: lecture:1 to lecture:2000)",
                "--from localhost | --from: localhost (allowed: addresses of this machine, such as 127.0.0.2)",
                "--cold --scenarios storm | --scenarios: storm (allowed: all, classroom, broadcast, questions, connect)",
                "--cold --url http://x | --cold: measures servers that bench has just started (allowed: without --url)"
            })
    void refusesOptionsThatCannotBeUsed(String arguments, String problem) {
        assertThat(bench.run(arguments.split(" "))).isEqualTo(2);
        assertThat(bench.err()).contains(problem);
    }

    @Test
    void listsTheScenariosInItsHelp() {
        assertThat(bench.run("--help")).isZero();
        String[] byDefaultAndMore =
                bench.out().split("Scenarios that run by default:")[1].split("--scenarios=all:");
        assertThat(byDefaultAndMore[0].lines()).containsAll(helpLines(Scenarios.DEFAULT));
        assertThat(byDefaultAndMore[1].lines()).containsAll(helpLines(Scenarios.MORE));
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
}
