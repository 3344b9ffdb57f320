package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.store.sqlite.DamagedPage;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.client.Api;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.ServerProcess;

/** A server that cannot start says why in one sentence, without a stack trace, and by its exit code. */
class BadStartIT {
    private static final int FAILED = 1;
    private static final int BAD_SETTINGS = 2;

    @TempDir
    private Path data;

    private static void assertEnds(ServerProcess.Starting starting, int code, String... said) {
        try (ServerProcess server = starting.runToItsEnd()) {
            assertThat(server.output()).contains(said).doesNotContain("\tat ", "Exception");
            assertThat(server.awaitExit()).as(server.output()).isEqualTo(code);
        }
    }

    @Test
    void badSettingsAreAllNamedWithWhatIsAllowed() {
        assertEnds(
                ServerProcess.in(data)
                        .with("switchboard.rate.student", "many")
                        .with("switchboard.shutdown.drain-within", "1h"),
                BAD_SETTINGS,
                "switchboard.rate.student",
                "many",
                "switchboard.shutdown.drain-within");
    }

    @Test
    void corruptDatabaseIsNotServed() throws Exception {
        Files.writeString(data.resolve("switchboard.db"), "this has never been a database ".repeat(1_000));

        assertEnds(ServerProcess.in(data), FAILED, "switchboard.db");
    }

    /** It gave 217 lines of trace, and last a sentence about something else. */
    @Test
    void databaseWithDamagedSessionsIsNotServed() throws Exception {
        try (RunningServer server = RunningServer.in(data).start()) {
            server.session("ines", "ana");
        }
        DamagedPage.firstOf(data, "sessions");

        try (ServerProcess server = ServerProcess.in(data).runToItsEnd()) {
            assertThat(server.output().lines().filter(line -> line.startsWith("switchboard: ")))
                    .singleElement()
                    .asString()
                    .contains(
                            data.resolve("switchboard.db") + " is damaged",
                            "restore a backup",
                            "save what can be read");
            assertThat(server.output()).doesNotContain("\tat ", "Exception", "ERROR");
            assertThat(server.awaitExit()).as(server.output()).isEqualTo(FAILED);
        }
    }

    @Test
    void newerSchemaIsNotServed() throws Exception {
        RunningServer.in(data).start().close();
        try (RawDatabase raw = new RawDatabase(data)) {
            raw.execute("PRAGMA user_version = 4711");
        }

        assertEnds(ServerProcess.in(data), FAILED, "4711", "newer");
    }

    @Test
    void folderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(data.resolve("a-file"), "no folder");

        assertEnds(ServerProcess.in(file.resolve("data")), FAILED, "a-file");
    }

    @Test
    void takenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertEnds(
                    ServerProcess.in(data).with("switchboard.port", taken.getLocalPort()),
                    FAILED,
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    /** Its name had no brackets there. */
    @Test
    void takenPortOfTheSixthVersionIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            assertEnds(
                    ServerProcess.in(data)
                            .with("switchboard.host", "[::1]")
                            .with("switchboard.port", taken.getLocalPort()),
                    FAILED,
                    "cannot listen on [::1]:" + taken.getLocalPort());
        }
    }

    @Test
    void listensOnAnAddressInBracketsAndPrintsItOnce() {
        try (ServerProcess server =
                ServerProcess.in(data).with("switchboard.host", "[::1]").start()) {
            server.awaitOutput("is at http://[::1]:" + server.port() + " ");
            new Api(URI.create("http://[::1]:" + server.port())).health().expect(200);
        }
    }

    @Test
    void secondServerOnTheSameDataIsRefusedAndTheFirstOneGoesOn() {
        try (ServerProcess first = ServerProcess.in(data).start()) {
            int port = first.port();
            Path portFile = data.resolve("switchboard.port");
            assertEnds(ServerProcess.in(data).keepingPortFile(), FAILED, data.toString());

            assertThat(portFile).hasContent(port + "\n");
            first.api().health().expect(200);
        }
    }
}
