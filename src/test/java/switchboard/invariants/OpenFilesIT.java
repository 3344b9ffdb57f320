package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.server.ServerProcess;

/** A server that the operating system gives no more files: who is in goes on, who comes waits, and the log says why. */
class OpenFilesIT {
    private static final int LIMIT = 250;
    private static final int READ_WITHIN_MS = 20_000;
    private static final String REFUSED = "event=connections_not_accepted";

    @TempDir
    private Path data;

    private final List<Socket> crowd = new ArrayList<>();

    private static Socket connected(ServerProcess server) throws IOException {
        Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), server.port());
        socket.setSoTimeout(READ_WITHIN_MS);
        return socket;
    }

    private static String health(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        String head = "";
        while (!head.contains("\r\n\r\n")) {
            head += (char) socket.getInputStream().read();
        }
        int length = Integer.parseInt(head.replaceFirst("(?is).*content-length: ([0-9]+).*", "$1"));
        return head.lines().findFirst().orElseThrow()
                + new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** A core tried to accept them, again and again, and nothing was logged. */
    @Test
    void whoIsInGoesOnAndOthersWaitUntilFilesAreFree() throws Exception {
        try (ServerProcess server = ServerProcess.in(data).withOpenFiles(LIMIT).start();
                Socket first = connected(server)) {
            assertThat(health(first)).contains("200 OK");
            for (int i = 0; i < LIMIT; i++) {
                crowd.add(connected(server));
            }
            server.awaitOutput(REFUSED);
            assertThat(health(first)).as("to who is in").contains("\"status\":\"healthy\"");

            Socket late = connected(server);
            for (Socket one : crowd) {
                one.close();
            }
            assertThat(health(late)).as("to who waited").contains("200 OK");
            assertThat(health(first)).contains("200 OK");
            assertThat(server.api().createdSession("A class", "t", List.of("s")))
                    .isNotEmpty();
            late.close();

            server.terminate();
            assertThat(server.awaitExit()).isZero();
            assertThat(server.output().lines().filter(line -> line.contains(REFUSED)))
                    .as("one line in a minute")
                    .hasSize(1)
                    .allMatch(line -> line.contains("may open " + LIMIT + " files") && line.contains("ulimit -n"));
            assertThat(server.output()).doesNotContain("\tat ");
        }
    }
}
