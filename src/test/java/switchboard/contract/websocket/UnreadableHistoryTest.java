package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.TestSession;

/** Section 4: a replay that cannot be read in time, because the disk is slow or because it fails. */
class UnreadableHistoryTest {
    private static final int STORED = 30;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void version1GoesOnWithoutTheHistoryThatCannotBeReadAndVersion2ComesBack(boolean fails, @TempDir Path data) {
        FaultyDatabase database = new FaultyDatabase();
        try (CleanLog log = CleanLog.butFor(List.of("cannot be read"))) {
            try (RunningServer server = RunningServer.in(data)
                            .withRates(10_000)
                            .with("switchboard.session.tail-messages", 10)
                            .with("switchboard.connection.replay-timeout", "3s")
                            .databaseAround(database::around)
                            .start();
                    TestSession room = TestSession.of(server, "ann", "bob")) {
                RecordingClient teacher = room.teacher();
                RecordingClient ann = room.student("ann");
                for (int i = 0; i < STORED; i++) {
                    teacher.send(Drafts.broadcast("number " + i));
                }
                ann.awaitMessages(STORED);
                if (fails) {
                    database.failReads();
                } else {
                    database.holdReads();
                }
                RecordingClient v1 = room.open(server.student(room.session(), "ann"));
                RecordingClient v2 =
                        room.open(server.student(room.session(), "bob").subprotocol(TestSession.V2));
                assertThat(v1.next().isSystem("history_unavailable")).isTrue();
                assertThat(v2.next().isSystem("welcome")).isTrue();
                Text closing = v2.next();
                assertThat(closing.isSystem("closing")).isTrue();
                assertThat(closing.code()).isEqualTo("internal_error");
                assertThat(closing.content().path("reconnect").booleanValue()).isTrue();
                v2.awaitClose(1011);

                teacher.send(Drafts.broadcast("live"));
                assertThat(v1.next().seq()).isEqualTo(STORED + 1);
                database.release();
                RecordingClient again =
                        room.join(server.student(room.session(), "bob").subprotocol(TestSession.V2));
                assertThat(again.messages())
                        .extracting(Text::seq)
                        .hasSize(STORED + 1)
                        .isSorted()
                        .endsWith(STORED + 1L);
            } finally {
                database.release();
            }
            log.check();
        }
    }
}
