package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.CleanLog;
import switchboard.testing.Drafts;
import switchboard.testing.GatedDatabase;
import switchboard.testing.Received.Text;
import switchboard.testing.RecordingClient;
import switchboard.testing.Room;
import switchboard.testing.RunningServer;

/** Section 5: the session's queue is full while the disk is slow. */
class BusyTest {
    private static final int SENT = 8;

    @Test
    void whatFindsTheQueueFullIsRefusedAndTheRestIsKept(@TempDir Path data) {
        GatedDatabase database = new GatedDatabase();
        try (CleanLog log = CleanLog.listen()) {
            try (RunningServer server = RunningServer.in(data)
                            .with("switchboard.writer.session-messages", 2)
                            .databaseAround(database::around)
                            .start();
                    Room room = Room.of(server, "ann");
                    Room other = Room.of(server, "ann")) {
                RecordingClient teacher = room.teacher();
                RecordingClient ann = room.student("ann");
                RecordingClient elsewhere = other.teacher();
                RecordingClient annElsewhere = other.student("ann");
                database.holdWrites();
                for (int i = 0; i < SENT; i++) {
                    ann.send(Drafts.question("number " + i));
                }
                // Answered behind the others, whose answers wait for the disk; its pong says that all were read.
                ann.ping("all read?").awaitPong();
                annElsewhere.send(Drafts.question("not busy here"));
                annElsewhere.ping("read?").awaitPong();
                database.release();

                assertThat(ann.awaitError("busy").content().path("message").textValue())
                        .contains("try again");
                elsewhere.awaitMessage();
                ann.send(Drafts.of("nonsense"));
                ann.awaitError("invalid_type");
                int busy = ann.systems("message_error").size() - 1;
                assertThat(teacher.awaitMessages(SENT - busy))
                        .extracting(Text::seq)
                        .startsWith(1L)
                        .isSorted();
                ann.send(Drafts.question("again"));
                assertThat(teacher.awaitMessage().seq()).isEqualTo(SENT - busy + 1);
                assertThat(annElsewhere.systems("message_error")).isEmpty();
            } finally {
                database.release();
            }
            log.check();
        }
    }
}
