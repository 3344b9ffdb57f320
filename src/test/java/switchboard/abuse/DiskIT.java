package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.SessionBeside;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.server.ServerProcess;

/** Writing until there is no room: for the others of a session, or for everybody. */
class DiskIT {
    private static final int CONTENT = 65_000;

    @TempDir
    private Path data;

    /** 53 MiB/s came from one client who had an id for each message. */
    @Test
    void everNewInstructorsStoreNoMoreThanTheirShareOfAClass_I5() throws Exception {
        try (ServerProcess server = SmallServer.in(data)
                        .with("switchboard.rate.session-bytes", "16 MiB")
                        .start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            String victim = server.api().createdSession("Another class", "ines", List.of("ana"));
            room.goesOnDuring(() -> {
                int stored = 0;
                int refused = 0;
                for (int i = 0; i < 100; i++) {
                    int status = post(attacker, victim, "i-" + i, "instructor", "instructor_broadcast");
                    stored += status == 201 ? 1 : 0;
                    refused += status == 429 ? 1 : 0;
                }
                assertThat(stored).isPositive().isLessThanOrEqualTo((4 << 20) / CONTENT);
                assertThat(refused).isEqualTo(100 - stored);
            });
            assertItsPeopleStore(server, victim);
        }
    }

    /** It took 20 s until nobody of a session could say anything any more. */
    @Test
    void aStrangerWhoFillsAClassLeavesTheLastTenthToIt_I5() throws Exception {
        try (ServerProcess server = SmallServer.in(data)
                        .with("switchboard.session.max-bytes", "12 MiB")
                        .start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            String victim = server.api().createdSession("Another class", "ines", List.of("ana"));
            for (int i = 0; i < 150; i++) {
                assertThat(post(attacker, victim, "i-" + i, "instructor", "instructor_broadcast"))
                        .isEqualTo(201);
            }
            room.goesOnDuring(() -> {
                int status = 201;
                for (int i = 150; i < 200 && status == 201; i++) {
                    status = post(attacker, victim, "i-" + i, "instructor", "instructor_broadcast");
                }
                assertThat(status).isEqualTo(413);
            });
            assertItsPeopleStore(server, victim);
        }
    }

    /** Sessions that have ended stay on the disk. */
    @Test
    void whoCreatesAndEndsClassesInALoopLeavesHalfOfTheRateToOthers_I5() throws Exception {
        try (ServerProcess server = SmallServer.in(data)
                        .with("switchboard.sessions.creates-per-minute", 60)
                        .start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            room.goesOnDuring(() -> {
                int created = 0;
                String last = "";
                for (int i = 0; i < 60; i++) {
                    last = answer(attacker.send(Attacker.post(
                            "/api/sessions",
                            "{\"name\":\"x\",\"instructor_id\":\"i-" + i + "\",\"student_ids\":[\"a\"]}")));
                    if (last.startsWith("HTTP/1.1 201")) {
                        created++;
                        String id = last.split("\"id\":\"")[1].substring(0, 36);
                        Socket ending =
                                attacker.send("DELETE /api/sessions/" + id + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                        assertThat(Attacker.status(ending)).isEqualTo(200);
                    }
                }
                assertThat(created).isBetween(20, 30);
                assertThat(last).startsWith("HTTP/1.1 503").contains("Retry-After: ", "\"reason\":\"unavailable\"");
                for (int i = 0; i < 10; i++) {
                    server.api().createdSession("A class of the school", "ines", List.of("ana"));
                }
            });
        }
    }

    /**
     * As the creator of sessions of its own an attacker is no guest; the one that holds most is the first that is full.
     */
    @Test
    void whoFillsTheServerLeavesTheLastTenthToRunningClassesThatHoldLess_I5() throws Exception {
        try (ServerProcess server = SmallServer.in(data)
                        .with("switchboard.sqlite.max-size", "128 MiB")
                        .start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port());
                RawDatabase ballast = new RawDatabase(data)) {
            String own = server.api().createdSession("An attacker's", "mallory", List.of("a"));
            for (int i = 0; i < 60; i++) {
                assertThat(post(attacker, own, "mallory", "instructor", "instructor_broadcast"))
                        .isEqualTo(201);
            }
            ballast.execute("CREATE TABLE ballast (bytes BLOB)");
            ballast.execute("INSERT INTO ballast VALUES (zeroblob(" + (96 << 20) + "))");
            room.goesOnDuring(() -> {
                int status = 201;
                for (int i = 0; i < 200 && status == 201; i++) {
                    status = post(attacker, own, "mallory", "instructor", "instructor_broadcast");
                }
                assertThat(status).isEqualTo(503);
                server.api().createSession("One more", "mallory", List.of("a")).expectError(503, "storage_failed");
            });
            assertThat(server.output()).contains("storage_nearly_full").doesNotContain("storage_full");
        }
    }

    private static void assertItsPeopleStore(ServerProcess server, String session) {
        String path = "/api/sessions/" + session + "/messages";
        server.api().post(path, message("ana", "student", "analytics")).expect(201);
        server.api()
                .post(path, message("ines", "instructor", "instructor_broadcast"))
                .expect(201);
    }

    private static int post(Attacker attacker, String session, String user, String role, String type)
            throws IOException {
        try (Socket socket =
                attacker.send(Attacker.post("/api/sessions/" + session + "/messages", message(user, role, type)))) {
            return Attacker.status(socket);
        }
    }

    private static String message(String user, String role, String type) {
        return "{\"user_id\":\"" + user + "\",\"role\":\"" + role + "\",\"type\":\"" + type + "\",\"content\":{\"x\":\""
                + "y".repeat(CONTENT) + "\"}}";
    }

    /** All of it: the server is told that nothing more comes. */
    private static String answer(Socket socket) throws IOException {
        socket.shutdownOutput();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
