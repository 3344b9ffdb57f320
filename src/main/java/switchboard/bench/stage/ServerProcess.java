package switchboard.bench.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Endpoint;
import switchboard.bench.client.TokenMaker;

/**
 * A server of our own in a process of its own: this program's class path, a temporary data folder, a free port of
 * loopback. {@link #close} stops it and removes the folder, and so does the end of this program however it comes.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 20;
    private static final long POLL_MS = 5;
    private static final int LOG_LINES = 15;

    /** Since when {@code -cp} leaves out what the manifest of the jar allows: loading SQLite's native library. */
    private static final int NATIVE_ACCESS_FEATURE = 22;

    /**
     * How to start one.
     *
     * @param mainClass what to run with the argument {@code serve}
     * @param javaOptions for its JVM
     * @param parent where its temporary folder is made; null: the system's
     * @param environment besides what this program has
     * @param tokens of those who connect to it; empty where they bring none
     */
    public record Launch(
            String mainClass,
            List<String> javaOptions,
            @Nullable Path parent,
            Map<String, String> environment,
            Optional<TokenMaker> tokens) {
        public Launch {
            javaOptions = List.copyOf(javaOptions);
            environment = Map.copyOf(environment);
        }
    }

    private final Launch launch;
    private final LongSupplier ticker;
    private final Path folder;
    private final Thread atExit = new Thread(this::stopAndDelete, "bench-clean-up");
    private @Nullable Process process;
    private @Nullable Endpoint endpoint;

    private ServerProcess(Launch launch, LongSupplier ticker) throws IOException {
        this.launch = launch;
        this.ticker = ticker;
        Path parent = launch.parent();
        folder = parent == null
                ? Files.createTempDirectory("switchboard-bench-")
                : Files.createTempDirectory(parent, "switchboard-bench-");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts one and returns when its {@code /health} answers 200. */
    public static ServerProcess start(Launch launch, LongSupplier ticker) {
        try {
            ServerProcess server = new ServerProcess(launch, ticker);
            try {
                server.start();
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BenchFailure("no temporary folder: " + e.getMessage(), e);
        }
    }

    /**
     * Starts it on its data folder; it must not be running.
     *
     * @return nanoseconds from the start of the process to {@code /health} 200
     */
    public long start() {
        try {
            Files.deleteIfExists(portFile());
            ProcessBuilder builder = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            setEnvironment(builder.environment(), launch.environment(), data());
            long startedAt = ticker.getAsLong();
            Process started = builder.start();
            process = started;
            Endpoint found = awaitPort(started, startedAt);
            RestApi rest = new RestApi(found);
            while (!rest.isHealthy()) {
                pause(started, startedAt, "healthy");
            }
            endpoint = found;
            return ticker.getAsLong() - startedAt;
        } catch (IOException e) {
            throw new BenchFailure("the server could not be started: " + e.getMessage(), e);
        }
    }

    /**
     * What the operator has set for the server that they run counts here, too, but for what a run decides itself: its
     * rates, who is believed, and where it is.
     */
    static void setEnvironment(Map<String, String> environment, Map<String, String> ofRun, Path data) {
        environment
                .keySet()
                .removeIf(name -> name.startsWith("SWITCHBOARD_RATE_") || name.startsWith("SWITCHBOARD_AUTH_"));
        environment.put("SWITCHBOARD_AUTH_MODE", "open");
        environment.putAll(ofRun);
        environment.put("SWITCHBOARD_HOST", "127.0.0.1");
        environment.put("SWITCHBOARD_PORT", "0");
        environment.put("SWITCHBOARD_DATA", data.toString());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= NATIVE_ACCESS_FEATURE) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(launch.javaOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), launch.mainClass(), "serve"));
        return command;
    }

    private Endpoint awaitPort(Process started, long startedAt) throws IOException {
        while (true) {
            if (Files.exists(portFile())) {
                String port = Files.readString(portFile()).strip();
                if (!port.isEmpty()) {
                    return Endpoint.loopback(Integer.parseInt(port)).with(launch.tokens());
                }
            }
            pause(started, startedAt, "listening");
        }
    }

    private void pause(Process started, long startedAt, String awaited) {
        try {
            if (started.waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
                throw new BenchFailure("the server ended with exit code " + started.exitValue() + " before it was "
                        + awaited + lastLog());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
        if (ticker.getAsLong() - startedAt > TimeUnit.SECONDS.toNanos(START_SECONDS)) {
            throw new BenchFailure("the server was not " + awaited + " after " + START_SECONDS + " s" + lastLog());
        }
    }

    /** The last lines that the server wrote, behind a colon; empty where there is no log. */
    public String lastLog() {
        try {
            List<String> lines = Files.readAllLines(log());
            return ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException noLog) {
            return "";
        }
    }

    Endpoint endpoint() {
        if (endpoint == null) {
            throw new IllegalStateException("not started");
        }
        return endpoint;
    }

    ProcessUsage usage() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return new ProcessUsage(process.toHandle());
    }

    /** Where its data lies. */
    Path data() {
        return folder.resolve("data");
    }

    /** The size of all files of its data. */
    long storedBytes() {
        try (Stream<Path> files = Files.walk(data())) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new BenchFailure("the size of " + data() + " is not known: " + e.getMessage(), e);
        }
    }

    private Path portFile() {
        return data().resolve("switchboard.port");
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    /**
     * Stops it by SIGTERM.
     *
     * @throws BenchFailure if it is still there after 20 s; it is then killed
     */
    public void stop() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                running.destroyForcibly();
                throw new BenchFailure("the server did not stop within " + STOP_SECONDS + " s of SIGTERM" + lastLog());
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            return; // The hook does it.
        }
        stopAndDelete();
    }

    private void stopAndDelete() {
        try {
            stop();
        } finally {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + folder + " could not be removed", e);
        }
    }
}
