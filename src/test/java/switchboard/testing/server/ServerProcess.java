package switchboard.testing.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import switchboard.testing.client.Api;
import switchboard.testing.client.RecordingClient;

/**
 * The server in a process of its own, as its users run it: the jar where the build has made it (system property
 * {@code switchboard.jar}), otherwise this test's class path. For what cannot be tried from within: signals,
 * {@code kill -9}, exit codes.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(5);
    private static final long LOOK_EVERY_MS = 10;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final @Nullable String JAR = System.getProperty("switchboard.jar");

    /** It lives for seconds: started soon counts for more than fast later. */
    private static final List<String> STARTED_SOON = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final Process process;
    private final Path portFile;
    private final StringBuffer output = new StringBuffer();
    private final Thread reader;

    private ServerProcess(Starting how) throws IOException {
        portFile = how.data.resolve("switchboard.port");
        if (!how.keepsPortFile && Files.exists(portFile)) {
            // Of one that was killed.
            Files.delete(portFile);
        }
        ProcessBuilder builder = new ProcessBuilder(how.command()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SWITCHBOARD_"));
        builder.environment().putAll(how.environment);
        process = builder.start();
        reader = new Thread(this::readAll, "server-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** How to start one with its data in this folder. */
    public static Starting in(Path data) {
        return new Starting(data);
    }

    public static final class Starting {
        private final Path data;
        private final Map<String, String> environment = new TreeMap<>();
        private boolean keepsPortFile;
        private int openFiles;
        private String heap = "256m";
        private @Nullable String archive;

        private Starting(Path data) {
            this.data = data;
            with("switchboard.host", "127.0.0.1");
            with("switchboard.port", "0");
            with("switchboard.data", data);
        }

        /** Any setting by its path, set by its variable of the environment. */
        public Starting with(String key, Object value) {
            environment.put(key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value.toString());
            return this;
        }

        /** Messages in a minute, of each user. */
        public Starting withRates(int messages) {
            return with("switchboard.rate.student", messages).with("switchboard.rate.instructor", messages);
        }

        /** The most that its heap may take, as the JVM reads it. */
        public Starting withHeap(String most) {
            heap = most;
            return this;
        }

        /** The most files that it may open. */
        public Starting withOpenFiles(int limit) {
            openFiles = limit;
            return this;
        }

        /** Where another server uses the same folder. */
        public Starting keepingPortFile() {
            keepsPortFile = true;
            return this;
        }

        /** Starts it, and returns when it says on which port it listens. */
        public ServerProcess start() {
            ServerProcess server = launch();
            server.await(() -> server.listens(), "said on which port it listens");
            return server;
        }

        /** Starts it, and returns when it has ended, which must come by itself. */
        public ServerProcess runToItsEnd() {
            ServerProcess server = launch();
            server.awaitExit();
            return server;
        }

        private ServerProcess launch() {
            try {
                return new ServerProcess(this);
            } catch (IOException e) {
                throw new AssertionError("no process can be started", e);
            }
        }

        private List<String> command() {
            List<String> command = new ArrayList<>();
            if (openFiles > 0) {
                command.addAll(List.of("sh", "-c", "ulimit -n " + openFiles + "; exec \"$0\" \"$@\""));
            }
            command.add(JAVA);
            command.add("-Xmx" + heap);
            command.addAll(STARTED_SOON);
            if (JAR == null) {
                command.addAll(List.of("-cp", System.getProperty("java.class.path"), "switchboard.cli.Main"));
            } else {
                command.add(archive == null ? "-XX:SharedArchiveFile=" + Archive.FILE : archive);
                command.addAll(List.of("-jar", JAR));
            }
            return command;
        }
    }

    /** An archive of the classes that a server loads: with it a start takes a third less of the cores. */
    private static final class Archive {
        private static final Path FILE = made();

        private static Path made() {
            Path jar = Path.of(Objects.requireNonNull(JAR)).toAbsolutePath();
            Path archive = jar.resolveSibling("startup-of-tests.jsa");
            try {
                Files.deleteIfExists(archive);
                Starting starting = in(Files.createTempDirectory(jar.getParent(), "startup-of-tests"));
                starting.archive = "-XX:ArchiveClassesAtExit=" + archive;
                try (ServerProcess server = starting.start()) {
                    String session = server.api().createdSession("Archived", "ines", List.of("ana"));
                    RecordingClient.to("127.0.0.1", server.port(), "/ws?user_id=ana&role=student&session_id=" + session)
                            .open()
                            .close();
                    server.terminate();
                    server.awaitExit(ARCHIVED_WITHIN);
                }
                return archive;
            } catch (IOException e) {
                throw new AssertionError("no archive can be made", e);
            }
        }
    }

    public int port() {
        try {
            return Integer.parseInt(Files.readString(portFile).strip());
        } catch (IOException e) {
            throw new AssertionError("the server has no port file", e);
        }
    }

    public Api api() {
        return new Api(URI.create("http://127.0.0.1:" + port()));
    }

    /** Everything it wrote so far, to both streams. */
    public String output() {
        return output.toString();
    }

    /** Waits until it has written this. */
    public void awaitOutput(String text) {
        await(() -> output().contains(text), "wrote " + text);
    }

    /** The files and sockets that it has open, as the kernel names them; sockets by their numbers. Linux only. */
    public List<String> openFiles() {
        List<String> names = new ArrayList<>();
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path file : open.toList()) {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    names.add(Files.readSymbolicLink(file).toString());
                }
            }
        } catch (IOException e) {
            throw new AssertionError("nobody knows what is open", e);
        }
        return names;
    }

    /** What its threads do at the moment, as {@code jstack} writes it. */
    public String threads() {
        try {
            Process jstack = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jstack")
                                    .toString(),
                            Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .start();
            return new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError("no dump of the threads", e);
        }
    }

    /** SIGTERM. */
    public void terminate() {
        process.toHandle().destroy(); // the process's own destroy would close its output, too
    }

    /**
     * Stops it where it stands, as a terminal's Ctrl-Z or a machine that is put to sleep, and lets it go on.
     *
     * @param meanwhile what happens while it stands still, before the rest of the time
     */
    public void pause(Duration time, Runnable meanwhile) {
        long until = System.nanoTime() + time.toNanos();
        signal("STOP");
        try {
            meanwhile.run();
            if (process.waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("the server ended while it was to stand still:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            signal("CONT");
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("kill -" + name + " ended with " + kill.exitValue());
            }
        } catch (IOException e) {
            throw new AssertionError("no signal can be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** {@code kill -9}; returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Waits for its end; the exit code. */
    public int awaitExit() {
        return awaitExit(PATIENCE);
    }

    public int awaitExit(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("the server has not ended within " + deadline.toMillis() + " ms:\n" + output);
            }
            reader.join(deadline.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private boolean listens() {
        try {
            return Files.exists(portFile) && Files.readString(portFile).endsWith("\n");
        } catch (IOException e) {
            return false;
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition, String what) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                    reader.join(PATIENCE.toMillis());
                    throw new AssertionError(
                            "the server ended with " + process.exitValue() + " before it " + what + ":\n" + output);
                }
                if (System.nanoTime() > until) {
                    process.destroyForcibly();
                    throw new AssertionError(
                            "the server has not " + what + " within " + PATIENCE.toSeconds() + " s:\n" + output);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void readAll() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                SecretsInLogs.look(line);
                output.append(line).append('\n');
            }
        } catch (IOException gone) {
            // Its end is seen by the exit code.
        }
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
