package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.SessionBeside;
import switchboard.testing.server.ServerProcess;

/** What a page of somebody else does in the browser of one who reaches the server. */
class ForeignPageIT {
    private static final int LINES = 10;
    private static final int CALLS = 100;
    private static final Pattern LEFT_OUT = Pattern.compile("event=lines_left_out of=request_refused lines=(\\d+)");

    @TempDir
    private Path data;

    /** Each but the handshake was done; and each refusal had a line. */
    @Test
    void allItsCallsAreRefusedAndTheLogIsBounded_I9() throws Exception {
        try (ServerProcess server = SmallServer.in(data)
                        .with("switchboard.log.lines-per-second", LINES)
                        .start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            String session = room.session();
            room.goesOnDuring(() -> {
                List<Integer> statuses = new ArrayList<>();
                for (int i = 0; i < CALLS; i++) {
                    statuses.add(of(attacker, Attacker.get("/api/sessions")));
                    statuses.add(of(
                            attacker,
                            Attacker.post(
                                            "/api/sessions",
                                            "{\"name\":\"x\",\"instructor_id\":\"x\",\"student_ids\":[\"x\"]}")
                                    .replace("application/json", "text/plain")));
                    statuses.add(of(
                            attacker, Attacker.get("/api/sessions/" + session).replace("GET", "DELETE")));
                    statuses.add(of(attacker, Attacker.join(session, "s0", "student", false)));
                }
                assertThat(statuses).hasSize(4 * CALLS).containsOnly(403);
            });
            assertThat(server.api().sessions().json().path("sessions")).hasSize(1);
            server.terminate();
            server.awaitExit();
            long written = lines(server.output(), "event=request_refused ");
            long leftOut = LEFT_OUT.matcher(server.output())
                    .results()
                    .mapToLong(match -> Long.parseLong(match.group(1)))
                    .sum();
            assertThat(leftOut).isPositive();
            assertThat(written + leftOut)
                    .as("lines and what is told of those left out")
                    .isEqualTo(3 * CALLS);
        }
    }

    private static int of(Attacker attacker, String request) throws IOException {
        return Attacker.status(
                attacker.send(request.replaceFirst("Host: 127.0.0.1\r\n", "$0Origin: https://evil.example\r\n")));
    }

    private static long lines(String output, String part) {
        return output.lines().filter(line -> line.contains(part)).count();
    }
}
