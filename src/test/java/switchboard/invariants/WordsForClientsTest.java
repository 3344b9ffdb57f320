package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import switchboard.invariants.people.Eventually;
import switchboard.store.Trouble;
import switchboard.store.sqlite.DamagedPage;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SmallDisk;
import switchboard.testing.Drafts;
import switchboard.testing.client.Api;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.FolderLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/**
 * What fails in the machine is told to clients without a word about the machine; the log has the file and what to do.
 */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the one retry after 5 s
class WordsForClientsTest {
    private static final List<String> NOT_FOR_CLIENTS = List.of(
            "sqlite", "java", "org.", "switchboard.db", "exception", "fuser", "select ", "insert ", "/tmp", "jdbc");

    private static final String LONG = "{\"x\":\"" + "y".repeat(50_000) + "\"}";

    private static final String LONG_POST =
            "{\"user_id\":\"ana\",\"role\":\"student\",\"type\":\"analytics\",\"content\":" + LONG + "}";

    @TempDir
    private Path data;

    /** Has the machine fail under the server; returns how to end that. */
    private interface Fault {
        AutoCloseable begin() throws Exception;
    }

    private static void assertForClients(Path folder, String said) {
        assertThat(said).doesNotContain(folder.toString());
        assertThat(said.toLowerCase(Locale.ROOT)).doesNotContain(NOT_FOR_CLIENTS);
    }

    private void assertToldInWordsForClients(
            RunningServer.Starting starting, Path folder, Fault fault, Trouble trouble, String event) throws Exception {
        try (RunningServer server = starting.with("switchboard.health.check-every", "100ms")
                        .with("switchboard.sqlite.busy-timeout", "100ms")
                        .start();
                FolderLog log = new FolderLog(folder.toString())) {
            String session = server.session("ines", "ana", "ben");
            RecordingClient v1 = server.student(session, "ana").open();
            RecordingClient v2 =
                    server.student(session, "ben").subprotocol(TestSession.V2).open();
            v1.awaitSystem("history_complete");
            v2.awaitSystem("history_complete");
            Api api = server.api();
            String messages = "/api/sessions/" + session + "/messages";
            try (AutoCloseable running = fault.begin()) {
                v1.send(Drafts.of("analytics").content(LONG));
                v2.send(Drafts.of("analytics").content(LONG).ref("r1"));
                List<String> said = new ArrayList<>();
                Eventually.holds("health names the trouble", () -> {
                    // Where there is no room for what is long there may be some for a probe: then it must fail again.
                    said.add(api.post(messages, LONG_POST)
                            .expectError(503, "storage_failed")
                            .body());
                    String health = api.health().body();
                    said.add(health);
                    return health.contains("\"error: " + trouble.words() + "\"");
                });
                said.add(api.get("/health/ready").body());
                v1.awaitError("storage_failed");
                v2.awaitError("storage_failed");
                said.add(api.createSession("One more", "ines", List.of("ana")).body());
                said.add(api.get(messages + "?user_id=ines&role=instructor").body());
                said.add(api.session("0193b5a2-7c1e-7d4a-9b6e-3f1c2a5d8e71").body());
                said.add(api.endSession(session).body());
                v1.texts().stream().map(Received.Text::raw).forEach(said::add);
                v2.texts().stream().map(Received.Text::raw).forEach(said::add);

                assertThat(said).allSatisfy(text -> assertForClients(folder, text));
                assertThat(log.events()).contains("ERROR " + event);
            }
        }
    }

    @Test
    void aLockOfAnotherProgram() throws Exception {
        assertToldInWordsForClients(
                RunningServer.in(data),
                data,
                () -> {
                    RawDatabase other = new RawDatabase(data);
                    other.execute("BEGIN IMMEDIATE");
                    return other;
                },
                Trouble.LOCKED,
                "store_failed");
    }

    @Test
    void aDatabaseThatMayNotGrow() throws Exception {
        assertToldInWordsForClients(
                RunningServer.in(data).with("switchboard.sqlite.max-size", "16 MiB"),
                data,
                () -> {
                    RawDatabase ballast = new RawDatabase(data);
                    ballast.execute("CREATE TABLE ballast (bytes BLOB)");
                    ballast.execute("INSERT INTO ballast VALUES (zeroblob(20000000))");
                    return ballast;
                },
                Trouble.AT_LIMIT,
                "storage_full");
    }

    @Test
    void aFileThatIsGone() throws Exception {
        assertToldInWordsForClients(
                RunningServer.in(data),
                data,
                () -> {
                    Files.delete(data.resolve("switchboard.db"));
                    return () -> {};
                },
                Trouble.REPLACED,
                "store_failed");
    }

    @Test
    void aDamagedFile() throws Exception {
        assertToldInWordsForClients(
                RunningServer.in(data),
                data,
                () -> {
                    DamagedPage first = DamagedPage.firstOf(data, "messages");
                    DamagedPage second = DamagedPage.firstOf(data, "sqlite_autoindex_sessions_1");
                    // What is remembered of the file is dropped with the next commit.
                    try (RawDatabase raw = new RawDatabase(data)) {
                        raw.execute("UPDATE probe SET probed_at = probed_at + 1");
                    }
                    return () -> {
                        first.repair();
                        second.repair();
                    };
                },
                Trouble.DAMAGED,
                "store_failed");
    }

    @Tag("faults")
    @Test
    void aFullDisk() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(data, "8m")) {
            Path ballast = disk.path().resolve("ballast");
            assertToldInWordsForClients(
                    RunningServer.in(disk.path()),
                    disk.path(),
                    () -> {
                        try (RawDatabase raw = new RawDatabase(disk.path())) {
                            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)");
                        }
                        disk.fill(ballast);
                        return () -> Files.delete(ballast);
                    },
                    Trouble.NO_ROOM,
                    "store_failed");
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void noTroubleNamesAnythingOfTheMachine(Trouble trouble) {
        assertThat(trouble.words()).doesNotContain("/", ".", ":");
        assertForClients(data, trouble.words());
    }
}
