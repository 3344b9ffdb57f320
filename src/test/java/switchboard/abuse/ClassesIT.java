package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.SessionBeside;
import switchboard.protocol.values.UserId;
import switchboard.session.OneHashCode;
import switchboard.testing.server.ServerProcess;
import switchboard.testing.server.TestSession;

/** Sessions, ids and names of members in numbers and forms that nobody would use who has a session to teach. */
class ClassesIT {
    private static final int CLASSES = 100;
    private static final int STUDENTS = 2_000;
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final String FIFTY = "x".repeat(44);

    @TempDir
    private Path data;

    /** 1,035 of them ended a server of 256 MB, and every start after that. */
    @Test
    void classesOfThousandsTakeNoMemoryUnlessTheyAreUsedAndEveryStartServes_I5() throws Exception {
        String body = creation(ids("s"));
        List<String> made = new ArrayList<>();
        try (ServerProcess server = SmallServer.in(data).start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            room.goesOnDuring(() -> {
                Socket socket = attacker.open();
                for (int i = 0; i < CLASSES; i++) {
                    Attacker.send(socket, Attacker.post("/api/sessions", body));
                    assertThat(answer(socket)).isEqualTo(201);
                }
                for (JsonNode one : server.api()
                        .get("/api/sessions?limit=50")
                        .expect(200)
                        .json()
                        .path("sessions")) {
                    made.add(one.path("id").textValue());
                }
                List<Integer> joins = new ArrayList<>();
                for (String session : made) {
                    joins.add(Attacker.status(attacker.send(Attacker.join(session, "somebody", "instructor", true))));
                }
                assertThat(joins).contains(503);
            });
            server.kill();
        }
        try (ServerProcess server = SmallServer.in(data).start();
                SessionBeside room = SessionBeside.on(server, data)) {
            room.goesOnDuring(() -> {
                // As of the last self-check.
                TestSession.retried(() -> assertThat(server.api()
                                .health()
                                .json()
                                .path("active_sessions")
                                .intValue())
                        .isEqualTo(CLASSES + 2));
                server.api().endSession(made.get(0)).expect(200);
            });
        }
    }

    /** 27,872 of them made each welcome 4.2 MB, and a hundred of those ended the server. */
    @Test
    void instructorsWhoOnlyCameByTakeNoPlaceForGood_I5() throws Exception {
        try (ServerProcess server = SmallServer.in(data).start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            String session = server.api().createdSession("Many", "owner", ids("s"));
            room.goesOnDuring(() -> {
                List<Socket> waiting = new ArrayList<>();
                for (int i = 0; i < 150; i++) {
                    waiting.add(attacker.send(Attacker.get(
                            "/api/sessions/" + session + "/messages?user_id=p-" + i + "&role=instructor&wait=1")));
                }
                assertThat(Attacker.statuses(waiting)).contains(200);
                List<Socket> joins = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    joins.add(attacker.send(Attacker.join(session, "j-" + i, "instructor", true)));
                }
                assertThat(Attacker.statuses(joins)).contains(503);
                assertThat(Attacker.status(attacker.send(Attacker.join(session, "owner", "instructor", true))))
                        .isEqualTo(101);
                JsonNode participants = server.api()
                        .get("/api/sessions/" + session + "/participants")
                        .expect(200)
                        .json()
                        .path("participants");
                assertThat(participants.size()).isLessThan(STUDENTS + 200);
            });
        }
    }

    /**
     * They kept every new co-teacher out for as long as the session was there; and after a restart nobody had written.
     */
    @Test
    void instructorsWhoWroteOnceKeepNobodyOutAndWhoWroteBeforeThemIsKept_I5() throws Exception {
        String session;
        try (ServerProcess server = SmallServer.in(data).start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port());
                Attacker school = Attacker.from("127.0.0.1", server.port())) {
            session = server.api().createdSession("Many", "owner", List.of("s"));
            room.goesOnDuring(() -> {
                // Before the first join.
                server.api().post(messages(session), broadcast("carl")).expect(201);
                comesAndGoes(server, school, session, "carl");
                for (int i = 0; i < 64; i++) {
                    comesAndGoes(server, attacker, session, "i-" + i);
                    assertThat(Attacker.status(attacker.send(Attacker.post(messages(session), broadcast("i-" + i)))))
                            .isEqualTo(201);
                }
                comesAndGoes(server, school, session, "dora");
                assertThat(instructors(server, session)).hasSize(64).contains("carl", "dora");
            });
            server.kill();
        }
        try (ServerProcess server = SmallServer.in(data).start();
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            for (int i = 0; i < 64; i++) {
                comesAndGoes(server, attacker, session, "j-" + i);
            }
            assertThat(instructors(server, session)).hasSize(64).contains("carl");
        }
    }

    private static void comesAndGoes(ServerProcess server, Attacker from, String session, String instructor)
            throws IOException {
        try (Socket socket = from.send(Attacker.join(session, instructor, "instructor", true))) {
            assertThat(Attacker.status(socket)).as(instructor).isEqualTo(101);
        }
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (server.api()
                        .session(session)
                        .expect(200)
                        .json()
                        .path("connection_count")
                        .intValue()
                > 0) {
            assertThat(System.nanoTime()).as("%s has gone", instructor).isLessThan(deadline);
        }
    }

    private static List<String> instructors(ServerProcess server, String session) {
        List<String> instructors = new ArrayList<>();
        for (JsonNode one : server.api()
                .get("/api/sessions/" + session + "/participants")
                .expect(200)
                .json()
                .path("participants")) {
            if (one.path("role").textValue().equals("instructor")) {
                instructors.add(one.path("user_id").textValue());
            }
        }
        return instructors;
    }

    private static String messages(String session) {
        return "/api/sessions/" + session + "/messages";
    }

    private static String broadcast(String instructor) {
        return "{\"user_id\":\"" + instructor + "\",\"role\":\"instructor\",\"type\":\"instructor_broadcast\"}";
    }

    /** One refused body of 1 MB took 12.5 s of CPU; three held every POST for as long. */
    @Test
    void idsAndNamesOfOneHashCodeAreRefusedOrTakenLikeOthers_I5() throws Exception {
        List<String> ids = OneHashCode.ids(1 << 15).stream().map(UserId::value).toList();
        String tooMany = creation(ids.subList(0, 30_000));
        String members = IntStream.range(0, 29_000)
                .mapToObj(i -> "\"" + ids.get(i).replace("BB", "B@") + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        try (ServerProcess server = SmallServer.in(data).start();
                SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from("127.0.0.66", server.port())) {
            room.goesOnDuring(() -> {
                List<Socket> sockets = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    sockets.add(attacker.send(Attacker.post("/api/sessions", tooMany)));
                    sockets.add(attacker.send(Attacker.post("/api/sessions", members)));
                    sockets.add(attacker.send(Attacker.post("/api/sessions/" + room.session() + "/messages", members)));
                }
                for (Socket socket : sockets) {
                    assertThat(Attacker.status(socket)).isIn(400, 503);
                }
                String session = server.api().createdSession("Same", "owner", ids.subList(0, STUDENTS));
                for (int i = 0; i < 30; i++) {
                    assertThat(Attacker.status(attacker.send(Attacker.join(session, ids.get(i), "student", true))))
                            .isEqualTo(101);
                }
            });
        }
    }

    private static List<String> ids(String prefix) {
        return IntStream.range(0, STUDENTS)
                .mapToObj(i -> prefix + String.format("%05d", i) + FIFTY)
                .toList();
    }

    private static String creation(List<String> students) {
        return "{\"name\":\"Many\",\"instructor_id\":\"mallory\",\"student_ids\":["
                + students.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",")) + "]}";
    }

    /** The status of an answer that is read to its end. */
    private static int answer(Socket socket) throws IOException {
        int status = Attacker.status(socket);
        int length = 0;
        for (String line = line(socket); !line.isEmpty(); line = line(socket)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        assertThat(socket.getInputStream().readNBytes(length)).hasSize(length);
        return status;
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
