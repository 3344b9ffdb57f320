package switchboard.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import switchboard.BuildInfo;
import switchboard.Server;
import switchboard.Settings;
import switchboard.StartFailure;
import switchboard.bench.Bench;
import switchboard.bench.StartupArchive;
import switchboard.logging.Logging;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.web.QrCode;

/**
 * The command line. Exit codes: 0 after an orderly end, 1 where the server could not start or go on or a command could
 * not be done, 2 for bad settings or bad arguments. What is wrong is said on the standard error, without a stack trace
 * unless it is a bug.
 */
@Command(
        name = "switchboard",
        description = "A real-time messaging server for classrooms. Without a command it serves.",
        versionProvider = Main.Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            ServeCommand.class,
            ConfigCommand.class,
            TeacherCommand.class,
            TokenCommand.class,
            BackupCommand.class,
            Bench.class,
            StartupArchive.class
        })
public final class Main implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int BAD_SETTINGS = 2;

    private static final String ALL_ADDRESSES = "0.0.0.0";

    private static final Path DEFAULT_FILE = Path.of("conf", "switchboard.conf");

    /** Where settings come from besides the file. Injected, so that a test need not change its process. */
    record Environment(Map<String, String> variables, Properties properties) {}

    private final Serve serve;
    private final Environment environment;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Settings in HOCON. Without it conf/switchboard.conf is read where it exists.")
    private @Nullable Path file;

    @Option(
            names = "--lan",
            scope = ScopeType.INHERIT,
            description =
                    "Listens on all addresses of this machine, so that a class can join: switchboard.host = 0.0.0.0."
                            + " Anybody who reaches it is believed to be who they say they are, unless switchboard.auth.mode is token.")
    private boolean lan;

    Main(Serve serve, Environment environment) {
        this.serve = serve;
        this.environment = environment;
    }

    public static void main(String[] args) {
        Environment process = new Environment(System.getenv(), System.getProperties());
        int code = commandLine(Main::serveUntilStopped, process).execute(args);
        Logging.flush();
        System.exit(code);
    }

    private static int serveUntilStopped(Settings settings) throws StartFailure {
        if ("root".equals(System.getProperty("user.name"))) {
            LoggerFactory.getLogger(Main.class)
                    .atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.RUNS_AS_ROOT)
                    .log("The server runs as root and needs no such rights: give it a user of its own.");
        }
        Server server = Server.start(settings);
        server.setupLink()
                .ifPresent(
                        link -> Terminal.show("The first teacher opens this link, which works once: " + link + "\n"));
        server.addresses()
                .toScan()
                .ifPresent(address -> Terminal.show(QrCode.of(address).terminal()));
        Signals.onFirst(server::stop);
        server.whenTerminated().toCompletableFuture().join();
        return server.endedInOrder() ? 0 : FAILED;
    }

    static CommandLine commandLine(Serve serve, Environment environment) {
        return new CommandLine(new Main(serve, environment)).setExecutionExceptionHandler(Main::onFailure);
    }

    /** Serves, as no command was given. */
    @Override
    public Integer call() throws BadSettings, StartFailure {
        return serve();
    }

    /** All layers of settings, {@code --lan} over all others. */
    ConfigLayers layers() {
        Path read = file == null && Files.exists(DEFAULT_FILE) ? DEFAULT_FILE : file;
        return ConfigLayers.load(read, environment.variables(), lan ? onAllAddresses() : environment.properties());
    }

    private Properties onAllAddresses() {
        Properties properties = new Properties();
        properties.putAll(environment.properties());
        properties.setProperty("switchboard.host", ALL_ADDRESSES);
        return properties;
    }

    int serve() throws BadSettings, StartFailure {
        Settings settings = Settings.from(layers());
        Logging.apply(settings.log());
        return serve.run(settings);
    }

    private static int onFailure(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
        if (failure instanceof BadSettings bad) {
            bad.problems().forEach(problem -> command.getErr().println(problem));
            return BAD_SETTINGS;
        }
        command.getErr().println("switchboard: " + failure.getMessage());
        if (!(failure instanceof StartFailure || failure instanceof CommandFailure)) {
            LoggerFactory.getLogger(Main.class)
                    .atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.RUN_FAILED)
                    .setCause(failure)
                    .log("the server ends because of a bug");
        }
        return FAILED;
    }

    /** What {@code --version} says. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"switchboard " + BuildInfo.read().text()};
        }
    }
}
