package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.store.sqlite.RawDatabase;
import switchboard.store.sqlite.SmallDisk;
import switchboard.testing.Seeds;
import switchboard.testing.server.RunningServer;

/**
 * I1, I8: the disk fails under a running server. Senders hear {@code storage_failed}, nobody gets what was not stored,
 * {@code /health} says why, and all goes on by itself when the trouble is over.
 */
@Execution(ExecutionMode.CONCURRENT) // they wait most of the time: for the one retry after 5 s
class DiskTroubleTest {
    private static final int LONG = 20_000;

    @TempDir
    private Path data;

    private static RunningServer.Starting server(Path folder) {
        return RunningServer.in(folder).withRates(1_000_000).with("switchboard.health.check-every", "200ms");
    }

    private static void assertRecovers(RunningServer server, Classroom room) {
        Eventually.holds("healthy again", () -> server.api().health().status() == 200);
        room.talk(Seeds.random(), 10);
        room.assertAllGotAll();
    }

    /** One question that cannot be stored: its sender is told, the teacher gets nothing, health says why. */
    private static void assertRefused(RunningServer server, Classroom room, String why) {
        Person student = room.students().get(0);
        Person teacher = room.instructors().get(0);
        int before = teacher.client().messages().size();

        student.say("instructor_inbox", null, LONG);
        student.client().awaitError("storage_failed");
        Eventually.holds(
                "unhealthy because of: " + why,
                () -> server.api().health().status() == 503
                        && server.api()
                                .health()
                                .json()
                                .path("database")
                                .asText()
                                .contains(why));
        teacher.awaitAnswers();
        assertThat(teacher.client().messages()).hasSize(before);
    }

    @Test
    void i1I8LockHeldByAnotherProgramFailsMessagesAfterARetryAndRecovers() throws Exception {
        try (RunningServer server = server(data)
                        .with("switchboard.sqlite.busy-timeout", "200ms")
                        .start();
                Classroom room = Classroom.on(server, data, 3).full(2)) {
            room.talk(Seeds.random(), 5);
            room.assertAllGotAll();
            try (RawDatabase other = new RawDatabase(data)) {
                other.execute("BEGIN IMMEDIATE");
                assertRefused(server, room, "lock");
            }

            assertRecovers(server, room);
        }
    }

    @Test
    void i1I8DatabaseThatMayNotGrowFailsMessagesAndRecoversWhenThereIsRoom() throws Exception {
        try (RunningServer server = server(data)
                        .with("switchboard.sqlite.max-size", "16 MiB")
                        .start();
                Classroom room = Classroom.on(server, data, 3).full(2);
                RawDatabase ballast = new RawDatabase(data)) {
            room.talk(Seeds.random(), 5);
            room.assertAllGotAll();
            ballast.execute("CREATE TABLE ballast (bytes BLOB)");
            ballast.execute("INSERT INTO ballast VALUES (zeroblob(20000000))");

            assertRefused(server, room, "the database holds as much as it may");
            ballast.execute("DROP TABLE ballast");

            assertRecovers(server, room);
        }
    }

    @Test
    void i1I8DatabaseThatWasDeletedIsWrittenNoMoreAndHealthSaysSo() throws Exception {
        try (RunningServer server = server(data).start();
                Classroom room = Classroom.on(server, data, 3).full(2)) {
            room.talk(Seeds.random(), 5);
            room.assertAllGotAll();
            Files.delete(data.resolve("switchboard.db"));

            assertRefused(server, room, "deleted");
            assertThat(data.resolve("switchboard.db")).doesNotExist();
        }
    }

    @Tag("faults")
    @Test
    void i1I8FullDiskFailsMessagesAndRecoversWhenThereIsRoom() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(data, "2m");
                RunningServer server = server(disk.path()).start();
                Classroom room = Classroom.on(server, disk.path(), 3).full(2)) {
            room.talk(Seeds.random(), 5);
            room.assertAllGotAll();
            Path ballast = disk.path().resolve("ballast");
            Files.write(ballast, new byte[(int) (disk.path().toFile().getUsableSpace() - 8_192)]);

            assertRefused(server, room, "the disk is full");
            Files.delete(ballast);

            assertRecovers(server, room);
        }
    }
}
