package switchboard.store;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.SQLITE;
import static switchboard.store.StoreSamples.create;
import static switchboard.store.StoreSamples.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SqliteDatabase;

/**
 * I1, I2: a process that is killed in the middle of groups loses nothing that it acknowledged, and stores nothing twice
 * that is sent again by its ref.
 */
class CrashIT {
    private static final int FEW_ROUNDS = 2;
    private static final int MANY_ROUNDS = 20;

    @TempDir
    private Path folder;

    @Test
    void killedProcessLosesNothingItAcknowledged() throws Exception {
        kill(FEW_ROUNDS, 1_000);
    }

    @Tag("faults")
    @Test
    void processThatIsKilledManyTimesLosesNothingItAcknowledged() throws Exception {
        kill(MANY_ROUNDS, 3_000);
    }

    private void kill(int rounds, int mostMessages) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<StoredSession> sessions = new ArrayList<>();
        try (SqliteDatabase database = open()) {
            for (int i = 0; i < 4; i++) {
                sessions.add(create(database, session()));
            }
        }
        Map<String, String> acknowledged = new HashMap<>();
        for (int round = 0; round < rounds; round++) {
            int before = acknowledged.size();
            killAfter(100 + random.nextInt(mostMessages), acknowledged);
            assertThat(acknowledged).as("round %d of seed %d", round, seed).hasSizeGreaterThan(before);
            try (SqliteDatabase database = open()) {
                verify(database, sessions, acknowledged);
            }
            try (RawDatabase raw = new RawDatabase(folder)) {
                assertThat(raw.text("PRAGMA integrity_check")).isEqualTo("ok");
            }
        }
    }

    private SqliteDatabase open() throws StoreException {
        return SqliteDatabase.open(folder, SQLITE, Clock.systemUTC());
    }

    /** Lets a process store until it has acknowledged so many messages, kills it, and takes what it has printed. */
    private void killAfter(int messages, Map<String, String> acknowledged) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashVictim.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            int seen = 0;
            String line = out.readLine();
            while (line != null) {
                String[] parts = line.split(" ", -1);
                // A line that was cut off by the death of its process says nothing; other lines are the log's.
                if (parts.length == 4 && parts[3].equals(".")) {
                    assertThat(acknowledged.put(parts[0] + " " + parts[1], parts[2]))
                            .isIn(null, parts[2]);
                    seen++;
                }
                if (seen == messages) {
                    // By the handle: Process.destroyForcibly would close the stream too, with what is still in it.
                    process.toHandle().destroyForcibly();
                }
                line = out.readLine();
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void verify(Database database, List<StoredSession> sessions, Map<String, String> acknowledged)
            throws StoreException {
        Map<String, String> stored = new HashMap<>();
        for (StoredSession session : sessions) {
            long expected = 1;
            long bytes = 0;
            for (Message message : Rows.all(database, session)) {
                assertThat(message.ref()).isEqualTo(new Ref("m" + (expected - 1)));
                assertThat(message.seq()).isEqualTo(expected++);
                bytes += message.content().bytes() + 128;
                stored.put(message.session() + " " + message.seq(), message.id().toString());
            }
            assertThat(StoreSamples.head(database, session))
                    .isEqualTo(new Written.Head(expected - 1, bytes, null, null, List.of()));
        }
        assertThat(stored).containsAllEntriesOf(acknowledged);
        assertThat(stored.values()).doesNotHaveDuplicates();
    }
}
