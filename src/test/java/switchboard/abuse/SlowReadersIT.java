package switchboard.abuse;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.SessionBeside;
import switchboard.testing.Drafts;
import switchboard.testing.client.Caller;
import switchboard.testing.server.ServerProcess;

/** Many who do not read, or so little that they are not closed for it: a queue of 1 MiB each had no bound in sum. */
class SlowReadersIT {
    private static final int READERS = 160;
    private static final String LARGE = "x".repeat(60_000);

    @TempDir
    private Path data;

    private String session = "";
    private final List<String> students =
            IntStream.range(0, READERS).mapToObj(i -> "s" + i).toList();

    /** They are asked, one by one, and each question is for one alone. */
    @Test
    void questionsThatNobodyReadsTakeNoMoreThanTheirBudget_I5() throws Exception {
        try (ServerProcess server = server();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            session = server.api().createdSession("Asked", "attacker", students);
            room.goesOnDuring(() -> {
                for (String student : students) {
                    Attacker.send(attacker.openNarrow(), Attacker.join(session, student, "student", true));
                }
                Caller creator = new Caller(server.api(), session, "attacker", "instructor");
                for (int i = 0; i < 2; i++) {
                    for (String student : students) {
                        creator.post(Drafts.request(student, LARGE)).expect(201);
                    }
                }
                awaitClosed(server);
            });
        }
    }

    /** The time for one who takes nothing is long, so that it closes nobody here. */
    private ServerProcess server() {
        return ServerProcess.in(data)
                .withHeap("64m")
                .with("switchboard.connection.slow-timeout", "60s")
                .with("switchboard.http.send-buffer", 8_192)
                .with("switchboard.rate.student", 1_000_000)
                .with("switchboard.rate.instructor", 1_000_000)
                .start();
    }

    private static void awaitClosed(ServerProcess server) {
        Eventually.holds("somebody is closed as too slow", () -> server.output().contains("reason=too_much_unread"));
    }
}
