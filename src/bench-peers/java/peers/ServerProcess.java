package peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import peers.client.Failure;

/** A server that was started for one measurement, with a data folder of its own; both are gone when it is closed. */
final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 20;
    private static final int CONNECT_MS = 1000;
    private static final long PAUSE_MS = 50;

    private final String name;
    private final Process process;
    private final Thread atExit;
    private final Path data;
    private final int port;

    private ServerProcess(String name, Process process, Path data, int port) {
        this.name = name;
        this.process = process;
        this.data = data;
        this.port = port;
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts it and waits until it accepts connections.
     *
     * @param start the script that starts a server by its name
     * @param folder for the data and for what the server writes, {@code NAME.log}
     */
    static ServerProcess start(String name, Path start, Path folder) throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path data = Files.createTempDirectory(folder, name);
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(start.toString(), name, Integer.toString(port), data.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
                .start();
        ServerProcess server = new ServerProcess(name, process, data, port);
        try {
            server.awaitListening();
        } catch (Failure | InterruptedException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void awaitListening() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!isListening()) {
            if (!process.isAlive()) {
                throw new Failure(name + " did not start: see " + name + ".log");
            }
            if (System.nanoTime() > end) {
                throw new Failure(name + " does not listen after " + START_SECONDS + " s: see " + name + ".log");
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    Usage usage() {
        return new Usage(process.toHandle());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
            delete(data);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
