package switchboard.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Dialect;
import switchboard.bench.client.LocalAddresses;
import switchboard.bench.report.OwnServer;
import switchboard.bench.scenarios.Broadcast;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Scenarios;
import switchboard.bench.stage.ServerProcess;
import switchboard.bench.stage.Settings;
import switchboard.bench.stage.Stage;

/**
 * {@code switchboard startup-archive}: starts a server, has it do for some seconds what lessons do, stops it, and keeps
 * which classes it loaded, and how, in a file that the JVM of a later start maps instead of loading them anew (class
 * data sharing, JEP 350; from Java 25 on an AOT cache, JEP 514, which also holds what the JIT compiler learnt).
 *
 * <p>The archive serves the Java that made it and the jar in its place. It is written beside its final name and moved
 * there, since a server that runs may have the former one mapped. Exit code 0 once both files are there, 1 if they
 * could not be made, 2 for options that cannot be used.
 */
@Command(
        name = "startup-archive",
        mixinStandardHelpOptions = true,
        description =
                "Makes an archive of what this server loads, with which it starts in little more than half the time.",
        footerHeading = "%n",
        footer = {
            "Give Java the flags that the server will have, and name the jar as it will be named then:",
            "  java @conf/jvm.options -jar target/switchboard.jar startup-archive",
            "  java @conf/jvm.options @target/startup.options -jar target/switchboard.jar",
            "Make it again after an update of Java or of the jar: an archive that does not fit is left aside with a warning."
        })
public final class StartupArchive implements Callable<Integer> {
    static final String OPTIONS_FILE = "startup.options";

    /** Since when one run makes an AOT cache (JEP 514). */
    private static final int AOT_CACHE_FEATURE = 25;

    /** Since when Java warns of the use of native code that nobody has allowed (JEP 472). */
    private static final int NATIVE_ACCESS_FEATURE = 24;

    /** Since when Java warns of {@code sun.misc.Unsafe} (JEP 498), which Pekko's actors use. */
    private static final int UNSAFE_WARNING_FEATURE = 24;

    /** A second of warm-up and one more of each: everything that a lesson uses was loaded then. */
    private static final Settings LOAD =
            new Settings(1, 1, 200, Dialect.V1, LocalAddresses.ANY, Duration.ofSeconds(15));

    private static final int OK = 0;
    private static final int BAD = 1;

    private @Nullable CommandSpec spec;

    @Option(
            names = "--folder",
            paramLabel = "FOLDER",
            description = "Where the archive and " + OPTIONS_FILE + " are written. Default: the folder of the jar.")
    private @Nullable Path folder;

    private final String classPath;
    private final int javaFeature;

    /** For the command line. */
    public StartupArchive() {
        this(System.getProperty("java.class.path"), Runtime.version().feature());
    }

    StartupArchive(String classPath, int javaFeature) {
        this.classPath = classPath;
        this.javaFeature = javaFeature;
    }

    @Spec
    void specify(CommandSpec newSpec) {
        spec = newSpec;
    }

    @Override
    public Integer call() {
        Path into = folder();
        PrintWriter err = commandSpec().commandLine().getErr();
        try {
            Path archive = into.resolve(javaFeature >= AOT_CACHE_FEATURE ? "startup.aot" : "startup.jsa");
            record(archive);
            Path options = into.resolve(OPTIONS_FILE);
            Files.writeString(
                    options, String.join(System.lineSeparator(), flagsToUse(archive)) + System.lineSeparator());
            commandSpec()
                    .commandLine()
                    .getOut()
                    .printf("%s (%,d KB); its flags are in %s%n", archive, Files.size(archive) / 1024, options);
            return OK;
        } catch (BenchFailure e) {
            err.println("startup-archive: " + e.getMessage());
            return BAD;
        } catch (IOException e) {
            err.println("startup-archive: cannot write to " + into + ": " + e);
            return BAD;
        }
    }

    private Path folder() {
        Path jar = Path.of(classPath).toAbsolutePath();
        if (!classPath.endsWith(".jar") || !Files.isRegularFile(jar)) {
            throw refuse(
                    "not started from one jar, which an archive serves (allowed: java -jar FILE.jar startup-archive)");
        }
        Path into = folder == null
                ? Objects.requireNonNull(jar.getParent(), "a file is in a folder")
                : folder.toAbsolutePath();
        if (!Files.isDirectory(into)) {
            throw refuse("--folder: " + into + " (allowed: a folder that exists)");
        }
        return into;
    }

    private void record(Path archive) throws IOException {
        Path fresh = archive.resolveSibling(archive.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        List<String> javaOptions = new ArrayList<>(JavaOptions.ofThisProcess());
        javaOptions.addAll(flagsAgainstWarnings());
        javaOptions.add(
                (javaFeature >= AOT_CACHE_FEATURE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + fresh);
        ServerProcess.Launch launch = new ServerProcess.Launch(
                "switchboard.cli.Main", javaOptions, null, OwnServer.environment(new Broadcast()), Optional.empty());
        try (ServerProcess server = ServerProcess.start(launch, System::nanoTime)) {
            for (Scenario scenario : Scenarios.LESSON) {
                try (Stage stage = Stage.on(server, LOAD, System::nanoTime)) {
                    scenario.run(stage);
                }
            }
            server.stop();
            if (!Files.exists(fresh)) {
                throw new BenchFailure("Java has made no archive" + server.lastLog());
            }
        }
        moveInto(archive, fresh);
    }

    private static void moveInto(Path archive, Path fresh) throws IOException {
        try {
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The lines of the options file: with a comment, quoted as Java reads such files. */
    List<String> flagsToUse(Path archive) {
        List<String> flags = new ArrayList<>();
        flags.add("# Made by startup-archive with Java " + Runtime.version()
                + ". Behind the flags with which it was made.");
        flags.addAll(flagsAgainstWarnings());
        String flag = (javaFeature >= AOT_CACHE_FEATURE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
        flags.add('"' + flag.replace("\\", "\\\\") + '"');
        return flags;
    }

    private List<String> flagsAgainstWarnings() {
        List<String> flags = new ArrayList<>();
        if (javaFeature >= NATIVE_ACCESS_FEATURE) {
            flags.add("--enable-native-access=ALL-UNNAMED");
        }
        if (javaFeature >= UNSAFE_WARNING_FEATURE) {
            flags.add("--sun-misc-unsafe-memory-access=allow");
        }
        return flags;
    }

    private ParameterException refuse(String problem) {
        return new ParameterException(commandSpec().commandLine(), problem);
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "picocli sets it");
    }
}
