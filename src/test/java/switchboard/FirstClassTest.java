package switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.RunningServer;

/** The shortest way through everything: if this fails, look here first. */
class FirstClassTest {

    @Test
    void carriesAQuestionAndItsReply(@TempDir Path data) {
        try (RunningServer server = RunningServer.in(data).start()) {
            String session = server.session("teacher", "ann", "bob");
            try (RecordingClient teacher = server.instructor(session, "teacher").open();
                    RecordingClient ann = server.student(session, "ann").open()) {
                teacher.awaitSystem("history_complete");
                ann.awaitSystem("history_complete");

                ann.send(Drafts.question("why?"));
                Received.Text question = teacher.awaitMessage();
                teacher.send(Drafts.reply("ann", "because"));
                Received.Text reply = ann.awaitMessage();

                assertThat(question.seq()).isEqualTo(1);
                assertThat(question.rawContent()).isEqualTo("{\"text\":\"why?\"}");
                assertThat(reply.seq()).isEqualTo(2);
                assertThat(reply.type()).isEqualTo("inbox_response");
            }
        }
    }
}
