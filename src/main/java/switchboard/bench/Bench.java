package switchboard.bench;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import switchboard.bench.account.MessageText;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.LocalAddresses;
import switchboard.bench.cold.ClientWarmUp;
import switchboard.bench.cold.ColdScenarios;
import switchboard.bench.report.Campaign;
import switchboard.bench.report.JsonReport;
import switchboard.bench.report.Machine;
import switchboard.bench.report.Progress;
import switchboard.bench.report.ProgressLine;
import switchboard.bench.report.ProgressLines;
import switchboard.bench.report.Runs;
import switchboard.bench.report.ScenarioResult;
import switchboard.bench.report.TableReport;
import switchboard.bench.report.Terminal;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Scenarios;
import switchboard.bench.scenarios.Sized;
import switchboard.bench.stage.ProcessUsage;
import switchboard.bench.stage.ServerProcess;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.TokenIssuer;

/**
 * {@code switchboard bench}: puts a server under load by the public protocol, prints what it can do, and accounts for
 * every delivery.
 *
 * <p>Exit code 0 if every delivery was right, 1 if one was not or a scenario failed, 2 for options that cannot be used.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures what this machine carries, and checks every delivery.",
        footerHeading = "%nScenarios that run by default:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every delivery was right",
            "1:a delivery was wrong, or a scenario failed",
            "2:options that cannot be used"
        })
public final class Bench implements Callable<Integer> {
    private static final int SECONDS = 3;
    private static final int COLD_SECONDS = 20;
    private static final int MAX_SECONDS = 120;
    private static final int MAX_RUNS = 100;
    private static final int MAX_CONTENT_BYTES = 65_536;

    /** The contract has every frame answered within 10 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int OK = 0;
    private static final int BAD = 1;

    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "http://HOST:PORT",
            description =
                    "A server that is running already. Default: each run starts one of its own on a temporary folder.")
    private @Nullable String url;

    @Option(names = "--pid", paramLabel = "PID", description = "The process of --url, for its CPU and memory.")
    private @Nullable Long pid;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "Which to run, separated by commas; all for every one. Some take a size: NAME:N. Default: see"
                    + " below.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--cold",
            description = "Measure the first moments of servers that have just started: from the first message on, each"
                    + " run on a server of its own. The client is warmed up before, on one that is thrown away.")
    private boolean cold;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long a scenario is measured. Default: " + SECONDS + ", with --cold " + COLD_SECONDS + ".")
    private @Nullable Integer seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "3",
            paramLabel = "N",
            description = "Seconds of the same load before; with --cold of each load on the server that is thrown away."
                    + " Default: ${DEFAULT-VALUE}.")
    private int warmUpSeconds;

    @Option(
            names = "--runs",
            defaultValue = "1",
            paramLabel = "N",
            description = "How often; the report shows median and spread. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--content-bytes",
            defaultValue = "200",
            paramLabel = "N",
            description = "The size of each message's content. Default: ${DEFAULT-VALUE}.")
    private int contentBytes;

    @Option(
            names = "--v2",
            description = "Clients speak version 2 of the protocol: the senders' own messages are checked too. Default:"
                    + " version 1.")
    private boolean version2;

    @Option(
            names = "--refs",
            description =
                    "As --v2, and each message is sent with a ref: receipts are checked too. storm does so always.")
    private boolean refs;

    @Option(
            names = "--from",
            split = ",",
            paramLabel = "ADDRESS",
            description = "Addresses of this machine that clients connect from, such as 127.0.0.2,127.0.0.3: one has"
                    + " ports for some 28,000 connections. Default: the system's choice.")
    private List<String> from = new ArrayList<>();

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where the servers' temporary folders are made; name one on the disk that is to be measured."
                    + " Default: the system's temporary folder.")
    private @Nullable Path folder;

    @Option(
            names = "--server-java-options",
            paramLabel = "OPTIONS",
            description =
                    "For the JVM of the servers, separated by blanks, such as -Xmx256m. Default: the -X flags of the"
                            + " JVM that bench itself runs on.")
    private @Nullable String serverJavaOptions;

    @Option(
            names = "--token",
            arity = "0..1",
            paramLabel = "ALGORITHM",
            fallbackValue = "HS256",
            description =
                    "The servers believe tokens alone, and each client brings one that bench has signed by HS256 (the"
                            + " default) or ES256. Default: the servers believe everybody.")
    private TokenIssuer.@Nullable Algorithm token;

    @Option(names = "--json", description = "Print one JSON object instead of the table.")
    private boolean json;

    private final String serverClass;
    private final Duration patience;
    private final Clock clock;
    private final BooleanSupplier onTerminal;

    /** For the command line. */
    public Bench() {
        this("switchboard.cli.Main", PATIENCE, Clock.systemUTC(), Terminal::isStandardError);
    }

    /**
     * @param serverClass what a server of its own is started by
     * @param patience for how long nothing at all arrives before what is missing is called lost
     * @param onTerminal whether standard error is one
     */
    Bench(String serverClass, Duration patience, Clock clock, BooleanSupplier onTerminal) {
        this.serverClass = serverClass;
        this.patience = patience;
        this.clock = clock;
        this.onTerminal = onTerminal;
    }

    /** For picocli, which thereby also learns what the help ends with. */
    @Spec
    void specify(CommandSpec newSpec) {
        spec = newSpec;
        Stream<String> more =
                Stream.of("", "Only where they are named, or with --scenarios=" + ScenarioChoice.ALL + ":");
        Stream<String> ofCold = Stream.of("", "With --cold, all by default:");
        Stream<String> sizes =
                Stream.of("", "With a size behind a colon, such as classroom:100, to see how cost grows:");
        newSpec.usageMessage()
                .footer(Stream.of(
                                lines(Scenarios.DEFAULT),
                                more,
                                lines(Scenarios.MORE),
                                sizes,
                                sizeLines(),
                                ofCold,
                                lines(ColdScenarios.ALL))
                        .flatMap(Function.identity())
                        .toArray(String[]::new));
    }

    private static Stream<String> sizeLines() {
        return Scenarios.ALL.stream()
                .flatMap(scenario -> scenario instanceof Sized sized ? Stream.of(sized) : Stream.empty())
                .map(sized -> String.format(
                        "  %-10s %,d to %,d %s",
                        sized.name(),
                        sized.sizes().min(),
                        sized.sizes().max(),
                        sized.sizes().what()));
    }

    private static Stream<String> lines(List<Scenario> scenarios) {
        return scenarios.stream().map(scenario -> String.format("  %-10s %s", scenario.name(), scenario.description()));
    }

    @Override
    public Integer call() {
        List<Scenario> scenarios = scenarios();
        Settings settings = settings();
        Campaign.@Nullable Running running = running();
        Path parent = folder == null ? Path.of(System.getProperty("java.io.tmpdir")) : folder;
        if (!Files.isDirectory(parent)) {
            throw refuse("--folder: " + parent + " (allowed: a folder that exists)");
        }
        List<String> javaOptions = running == null ? serverJavaOptions() : List.of();
        Optional<TokenIssuer> issuer = issuer();
        ServerProcess.Launch launch = new ServerProcess.Launch(
                serverClass,
                javaOptions,
                parent,
                issuer.map(TokenIssuer::environment).orElse(Map.of()),
                issuer.map(known -> known));
        List<ScenarioResult> results = new ArrayList<>();
        try (Progress progress = progress()) {
            if (cold) {
                Campaign warmUp = new Campaign(settings.warmUpOnly(), System::nanoTime, launch, null);
                results.addAll(warmUp.run(List.of(new ClientWarmUp()), 1, progress));
            }
            Settings measured = cold ? settings.withoutWarmUp() : settings;
            results.addAll(new Campaign(measured, System::nanoTime, launch, running).run(scenarios, runs, progress));
        }
        Machine machine = Machine.describe(parent, String.join(" ", javaOptions), clock);
        PrintWriter out = commandSpec().commandLine().getOut();
        if (json) {
            new JsonReport(out).print(machine, settings, new Runs(runs, cold), results);
        } else {
            new TableReport(out).print(machine, settings, new Runs(runs, cold), results);
        }
        return results.stream().anyMatch(ScenarioResult::isBad) ? BAD : OK;
    }

    private Optional<TokenIssuer> issuer() {
        if (token != null && url != null) {
            throw refuse("--token: " + token + " (allowed: without --url, as that server would have to believe it)");
        }
        return Optional.ofNullable(token).map(algorithm -> TokenIssuer.with(algorithm, clock));
    }

    private List<String> serverJavaOptions() {
        return serverJavaOptions == null ? JavaOptions.ofThisProcess() : JavaOptions.split(serverJavaOptions);
    }

    private Progress progress() {
        PrintWriter err = commandSpec().commandLine().getErr();
        return onTerminal.getAsBoolean() ? ProgressLine.everySecond(err, System::nanoTime) : new ProgressLines(err);
    }

    private List<Scenario> scenarios() {
        try {
            return (cold ? ScenarioChoice.cold() : ScenarioChoice.warm()).of(names);
        } catch (IllegalArgumentException e) {
            throw refuse("--scenarios: " + e.getMessage());
        }
    }

    private Settings settings() {
        if (cold && url != null) {
            throw refuse("--cold: measures servers that bench has just started (allowed: without --url)");
        }
        int measured = seconds == null ? (cold ? COLD_SECONDS : SECONDS) : seconds;
        requireWithin("--seconds", measured, 1, MAX_SECONDS);
        requireWithin("--warm-up", warmUpSeconds, 0, MAX_SECONDS);
        requireWithin("--runs", runs, 1, MAX_RUNS);
        requireWithin("--content-bytes", contentBytes, MessageText.MIN_CONTENT_BYTES, MAX_CONTENT_BYTES);
        return new Settings(measured, warmUpSeconds, contentBytes, dialect(), clientAddresses(), patience);
    }

    private LocalAddresses clientAddresses() {
        try {
            return LocalAddresses.parse(from);
        } catch (IllegalArgumentException e) {
            throw refuse("--from: " + e.getMessage());
        }
    }

    private Dialect dialect() {
        if (refs) {
            return Dialect.V2_WITH_REFS;
        }
        return version2 ? Dialect.V2 : Dialect.V1;
    }

    private Campaign.@Nullable Running running() {
        if (url == null) {
            if (pid != null) {
                throw refuse("--pid: " + pid + " (allowed: only together with --url)");
            }
            return null;
        }
        try {
            return new Campaign.Running(Endpoint.at(url), pid == null ? null : process(pid));
        } catch (IllegalArgumentException e) {
            throw refuse("--url: " + e.getMessage());
        }
    }

    private ProcessUsage process(long id) {
        return ProcessHandle.of(id)
                .filter(handle -> handle.info().totalCpuDuration().isPresent())
                .map(ProcessUsage::new)
                .orElseThrow(() -> refuse("--pid: " + id + " (allowed: a running process whose CPU time may be read)"));
    }

    private void requireWithin(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw refuse(option + ": " + value + " (allowed: " + min + " to " + max + ")");
        }
    }

    private ParameterException refuse(String problem) {
        return new ParameterException(commandSpec().commandLine(), problem);
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
