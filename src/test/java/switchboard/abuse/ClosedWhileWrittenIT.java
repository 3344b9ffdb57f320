package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Eventually;
import switchboard.testing.Drafts;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.ServerProcess;

/** Clients that are gone while the server writes to them, whoever writes at that moment. */
@EnabledOnOs(OS.LINUX)
class ClosedWhileWrittenIT {
    private static final int AT_ONCE = 250;
    private static final int ROUNDS = 4;
    private static final int BROADCASTS = 8;
    private static final String LARGE = "x".repeat(60_000);

    @TempDir
    private Path data;

    private String session = "";
    private int said;

    /** Each of a thousand holds a descriptor, buffers and a place until the server lets it go. */
    @Test
    void aThousandSocketsLeaveNothingBehindAndNobodyWaitsForThem_I4_I5() throws Exception {
        List<String> students = new ArrayList<>(
                IntStream.range(0, AT_ONCE).mapToObj(i -> "s" + i).toList());
        students.add("bob");
        try (ServerProcess server = ServerProcess.in(data)
                        .withRates(1_000_000)
                        .with("switchboard.http.send-buffer", 8_192)
                        .start();
                RecordingClient teacher = joined(server, server.api().createdSession("Left", "t", students));
                RecordingClient bob = client(server, "bob", "student")) {
            round(server, 3, teacher, bob);
            awaitAlone(server);
            int before = openSockets(server);
            for (int i = 0; i < ROUNDS; i++) {
                round(server, AT_ONCE, teacher, bob);
            }
            awaitAlone(server);
            Eventually.holds("no more sockets than before", () -> openSockets(server) <= before);
            server.terminate();
            assertThat(server.awaitExit()).isZero();
            assertThat(server.output()).doesNotContain("\tat ").doesNotContain(" ERROR ");
        }
    }

    /** With those that listen or are kept in reserve; the database opens its files as it needs them. */
    private static int openSockets(ServerProcess server) {
        return (int) server.openFiles().stream()
                .filter(file -> file.startsWith("socket:"))
                .count();
    }

    private RecordingClient joined(ServerProcess server, String whose) {
        session = whose;
        return client(server, "t", "instructor");
    }

    private RecordingClient client(ServerProcess server, String user, String role) {
        return RecordingClient.to(
                        "127.0.0.1", server.port(), "/ws?user_id=" + user + "&role=" + role + "&session_id=" + session)
                .open();
    }

    /** A third of them reset, a third close and leave unread what came, a third end their side first. */
    private void round(ServerProcess server, int sockets, RecordingClient teacher, RecordingClient bob)
            throws IOException {
        try (Attacker crowd = Attacker.from("127.0.0.66", server.port())) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < sockets; i++) {
                Socket socket = crowd.openNarrow();
                Attacker.send(socket, Attacker.join(session, "s" + i, "student", i % 2 == 0));
                open.add(socket);
            }
            assertThat(Attacker.statuses(open)).containsOnly(101);
            for (int i = 0; i < BROADCASTS; i++) {
                teacher.send(Drafts.broadcast(LARGE));
                said++;
                for (int j = i; j < sockets; j += BROADCASTS) {
                    leave(open.get(j), j);
                }
            }
            Eventually.holds("bob has all", () -> bob.messages().size() == said);
        }
    }

    private static void leave(Socket socket, int how) throws IOException {
        if (how % 3 == 0) {
            socket.setSoLinger(true, 0);
        } else if (how % 3 == 1) {
            socket.shutdownOutput();
        }
        socket.close();
    }

    /** The teacher and bob. */
    private void awaitAlone(ServerProcess server) {
        Eventually.holds(
                "two are there",
                () -> server.api()
                                .session(session)
                                .json()
                                .path("connection_count")
                                .intValue()
                        == 2);
    }
}
