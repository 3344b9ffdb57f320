package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** Section 5: the session's queue is full while the disk is slow. */
class BusyTest {
    private static final String[] STUDENTS = {"ann", "bob", "cid", "dan", "eve", "fay", "gus", "hal"};

    @Test
    void whatFindsTheQueueFullIsRefusedAtOnceAndTheRestIsKept(@TempDir Path data) {
        FaultyDatabase database = new FaultyDatabase();
        try (CleanLog log = CleanLog.listen()) {
            try (RunningServer server = RunningServer.in(data)
                            .with("switchboard.writer.session-messages", 2)
                            .databaseAround(database::around)
                            .start();
                    TestSession room = TestSession.of(server, STUDENTS);
                    TestSession other = TestSession.of(server, "ann")) {
                RecordingClient teacher = room.teacher();
                List<RecordingClient> students =
                        Stream.of(STUDENTS).map(room::student).toList();
                RecordingClient elsewhere = other.teacher();
                database.holdWrites();
                students.forEach(student -> student.send(Drafts.question("?")));
                TestSession.retried(() -> {
                    assertThat(refusals(students))
                            .as("while nothing is written")
                            .isNotEmpty();
                    return true;
                });
                other.student("ann").send(Drafts.question("not busy here"));
                database.release();

                elsewhere.awaitMessage();
                for (RecordingClient student : students) {
                    student.send(Drafts.of("nonsense"));
                    student.awaitError("invalid_type");
                }
                List<String> refusals = refusals(students);
                refusals.removeIf("invalid_type"::equals);
                int stored = STUDENTS.length - refusals.size();
                assertThat(refusals).isNotEmpty().containsOnly("busy");
                assertThat(teacher.awaitMessages(stored)).extracting(Text::seq).isSorted();
                students.get(0).send(Drafts.question("again"));
                assertThat(teacher.awaitMessage().seq()).isEqualTo(stored + 1);
            } finally {
                database.release();
            }
            log.check();
        }
    }

    private static List<String> refusals(List<RecordingClient> clients) {
        List<String> codes = new ArrayList<>();
        clients.forEach(client -> client.systems("message_error").forEach(error -> codes.add(error.code())));
        return codes;
    }
}
