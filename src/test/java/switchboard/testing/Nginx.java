package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import switchboard.testing.server.TestSession;

/**
 * A real nginx that comes and goes, each time as other locations say, always on the same port. It reports each request
 * once it is over. Used by one thread.
 */
public final class Nginx implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    /** Below the ports that the kernel hands out, so that nobody is given ours while nginx is away. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;

    private static final String CONFIGURATION = """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx-errors.txt;
            events {}
            http {
              access_log syslog:server=127.0.0.1:%2$d,tag=run%3$d;
              client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
              map $http_upgrade $to_server { default upgrade; '' close; }
              server {
                listen 127.0.0.1:%4$d;
                %5$s
              }
            }
            """;

    private final Path folder;
    private final int port;
    private final DatagramSocket reports;
    private int runs;
    private @Nullable Process running;

    /** @param folder for its files */
    public Nginx(Path folder) throws IOException {
        this.folder = folder;
        port = freePort();
        reports = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        reports.setSoTimeout(PATIENCE_MS);
    }

    /** A location that hands everything on to a server of this machine. */
    public static String passingTo(int server) {
        return "location / { " + passedTo(server) + " }";
    }

    /** What passes a request on, within a location. */
    public static String passedTo(int server) {
        return """
                proxy_pass http://127.0.0.1:%d; proxy_http_version 1.1; proxy_set_header Host $http_host;
                proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $to_server;""".formatted(server);
    }

    public int port() {
        return port;
    }

    /** Runs it with these locations, in the place of what ran before; all connections of that are cut. */
    public void run(String locations) throws IOException {
        stop();
        runs++;
        Path configuration = Files.writeString(
                folder.resolve("nginx.conf"),
                CONFIGURATION.formatted(folder, reports.getLocalPort(), runs, port, locations));
        Path output = folder.resolve("nginx-output.txt");
        Process process = new ProcessBuilder(
                        Executables.find("nginx").orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-e",
                        output.toString(),
                        "-c",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        running = process;
        TestSession.retried(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("nginx does not run: " + read(output));
            }
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return probe.getPort();
            } catch (IOException notYet) {
                throw new AssertionError("nginx does not listen", notYet);
            }
        });
    }

    /** Waits until so many requests of the present run are over. */
    public void awaitRequests(int count) throws IOException {
        awaitRequests("", count);
    }

    /** The same for those that post something. */
    public void awaitPosts(int count) throws IOException {
        awaitRequests("\"POST ", count);
    }

    private void awaitRequests(String kind, int count) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        for (int seen = 0; seen < count; ) {
            reports.receive(packet);
            String report = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            if (report.contains(" run" + runs + ":") && report.contains(kind)) {
                seen++;
            }
        }
    }

    /** In its place, waits for a connection and cuts it. */
    public void hangUpOnce() throws IOException {
        stop();
        try (ServerSocket silent = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(PATIENCE_MS);
            silent.accept().close();
        }
    }

    /** Cuts all connections, and listens no more. */
    public void stop() {
        if (running != null) {
            running.destroyForcibly();
            assertThat(running.onExit()).succeedsWithin(Duration.ofMillis(PATIENCE_MS));
            running = null;
        }
    }

    @Override
    public void close() {
        stop();
        reports.close();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        return TestSession.retried(() -> {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                throw new AssertionError("port " + candidate + " is taken", taken);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
