package switchboard.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.SessionBeside;
import switchboard.testing.client.ClientFrames;
import switchboard.testing.server.ServerProcess;

/** Somebody takes all there is of something that everybody needs. */
class PoolsIT {
    private static final String ATTACKER = "127.0.0.66";
    private static final String SCHOOL = "127.0.0.1";

    /** Within this a look must be answered, if only one of several: a machine that runs many tests at once is busy. */
    private static final int HEALTH_WITHIN_MS = 1_000;

    private static final int HEALTH_TRIES = 3;

    @TempDir
    private static Path data;

    private static ServerProcess server;

    @BeforeAll
    static void start() {
        server = SmallServer.in(data)
                .with("switchboard.sessions.max-connections", 40)
                .with("switchboard.sessions.max-connections-per-session", 40)
                .with("switchboard.http.max-waits", 20)
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** 13,000 sockets on which nothing was asked kept everybody out, and those who look whether the server lives. */
    @Test
    void whoTakesAllSocketsLosesThoseThatDoNothing_I5(@TempDir Path own) throws Exception {
        try (ServerProcess few = SmallServer.in(own)
                        .with("switchboard.http.max-connections", 60)
                        .with("switchboard.sessions.max-connections", 30)
                        .with("switchboard.sessions.max-connections-per-session", 30)
                        .with("switchboard.http.max-waits", 10)
                        .start();
                SessionBeside room = SessionBeside.on(few, own);
                Attacker attacker = Attacker.from(ATTACKER, few.port())) {
            room.goesOnDuring(() -> {
                for (int i = 0; i < 150; i++) {
                    Socket idle = attacker.send(Attacker.get("/health/live"));
                    assertThat(Attacker.status(idle)).isEqualTo(200);
                    if (i % 10 == 0) {
                        assertHealthy(few, SCHOOL);
                    }
                }
                assertHealthy(few, ATTACKER);
                assertThat(few.api().sessions().status()).isEqualTo(200);
            });
        }
    }

    /** Where nobody can give way, those who look whether the server lives are answered all the same. */
    @Test
    void someSocketsAreKeptForHealth_I5(@TempDir Path own) throws Exception {
        try (ServerProcess few = SmallServer.in(own)
                        .with("switchboard.http.max-connections", 32)
                        .with("switchboard.sessions.max-connections", 30)
                        .with("switchboard.sessions.max-connections-per-session", 30)
                        .with("switchboard.http.max-waits", 1)
                        .with("switchboard.http.spare-connections", 4)
                        .start();
                SessionBeside room = SessionBeside.on(few, own);
                Attacker attacker = Attacker.from(SCHOOL, few.port())) {
            room.goesOnDuring(() -> {
                for (int i = 0; i < 10; i++) {
                    attacker.send(Attacker.join(room.session(), "invented" + i, "instructor", true));
                }
                for (int i = 0; i < 40; i++) {
                    // Bodies that never come.
                    attacker.send(Attacker.post("/api/sessions", 1_000));
                    assertHealthy(few, SCHOOL);
                }
                assertThat(statusOf(attacker, Attacker.get("/api/sessions"))).isEqualTo(503);
                attacker.close();
                eventually(() -> few.api().sessions().status() == 200);
            });
        }
    }

    /** 10,000 instructors who were made up kept every student out. */
    @Test
    void inventedInstructorsGiveWayToStudents_I5() throws Exception {
        try (SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from(ATTACKER, server.port());
                Attacker late = Attacker.from(SCHOOL, server.port())) {
            String other = server.api().createdSession("Late", "teacher", List.of("ann", "ben"));
            room.goesOnDuring(() -> {
                List<Socket> joined = new ArrayList<>();
                List<Integer> statuses = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    Socket socket = attacker.send(Attacker.join(room.session(), "invented" + i, "instructor", true));
                    joined.add(socket);
                    statuses.add(Attacker.status(socket));
                }
                assertThat(statuses).contains(101, 503);

                assertThat(statusOf(late, Attacker.join(other, "ann", "student", true)))
                        .isEqualTo(101);
                assertThat(statusOf(late, Attacker.join(other, "ben", "student", false)))
                        .isEqualTo(101);
                Attacker.awaitOnOneOf(joined, "\"code\":\"full\"");
                // The frame leaves at once, and the log has a thread of its own.
                server.awaitOutput("reason=full");
                assertThat(server.output()).contains("connection_closed", "reason=full");
            });
        }
    }

    /** 2,000 requests that waited for messages refused the next one to everybody for a minute. */
    @Test
    void waitsOfOneAddressEndForThoseOfAnother_I5() throws Exception {
        try (SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from(ATTACKER, server.port());
                Attacker pupil = Attacker.from(SCHOOL, server.port())) {
            String quiet = server.api().createdSession("Quiet", "teacher", List.of("ann", "ben"));
            room.goesOnDuring(() -> {
                List<Socket> waiting = new ArrayList<>();
                eventually(() -> {
                    // Those of the session go before them and come and go, so that some of these are over already.
                    for (int i = 0; i < 20; i++) {
                        waiting.add(attacker.send(poll(quiet, "t" + i, "instructor", 60)));
                    }
                    return statusOf(attacker, poll(quiet, "u", "instructor", 1)) == 503;
                });

                assertThat(statusOf(pupil, poll(quiet, "ann", "student", 1))).isEqualTo(200);
                assertThat(statusOf(pupil, poll(quiet, "v", "instructor", 1))).isEqualTo(200);
                Attacker.awaitOnOneOf(waiting, "HTTP/1.1 200");
            });
        }
    }

    /** Pings counted nowhere. */
    @Test
    void whoFloodsWithPingsIsDisconnected_I5() throws Exception {
        byte[] pings = repeated(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]), 2_000);
        try (SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from(ATTACKER, server.port())) {
            room.goesOnDuring(() -> {
                for (int i = 0; i < 5; i++) {
                    Socket socket = attacker.send(Attacker.join(room.session(), "invented" + i, "instructor", true));
                    assertThat(Attacker.status(socket)).isEqualTo(101);
                    socket.getOutputStream().write(pings);
                    Attacker.awaitOnOneOf(List.of(socket), "\"code\":\"flooding\"");
                }
            });
        }
    }

    /** 128 connections that had codes drawn made the server not ready. */
    @Test
    void healthIsAnsweredWhileQrCodesAreAskedFor_I5() throws Exception {
        try (SessionBeside room = SessionBeside.on(server, data);
                Attacker attacker = Attacker.from(ATTACKER, server.port());
                Attacker teacher = Attacker.from(SCHOOL, server.port())) {
            room.goesOnDuring(() -> {
                List<Socket> asking = new ArrayList<>();
                for (int round = 0; round < 4; round++) {
                    for (int i = 0; i < 128; i++) {
                        if (round == 0) {
                            asking.add(attacker.open());
                        }
                        Attacker.send(asking.get(i), qr("x".repeat(200) + round + "-" + i));
                    }
                    assertHealthy(server, SCHOOL);
                    assertThat(statusOf(teacher, qr("https://class.example/#/" + round)))
                            .isEqualTo(200);
                }
                StringBuilder said = new StringBuilder();
                for (Socket socket : asking) {
                    Attacker.send(socket, "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
                    said.append(allOf(socket));
                }
                assertThat(said).contains("HTTP/1.1 200", "HTTP/1.1 503");
            });
        }
    }

    /** Asked as an orchestrator does: by a new connection, with a deadline, and again before the server is given up. */
    private static void assertHealthy(ServerProcess server, String from) throws IOException {
        for (String path : List.of("/health", "/health/live", "/health/ready")) {
            List<Integer> statuses = new ArrayList<>();
            while (!statuses.contains(200) && statuses.size() < HEALTH_TRIES) {
                statuses.add(askedOnce(server, from, path));
            }
            assertThat(statuses).as(path).contains(200).doesNotContain(503);
        }
    }

    private static int askedOnce(ServerProcess server, String from, String path) throws IOException {
        try (Attacker probe = Attacker.from(from, server.port())) {
            Socket socket = probe.open();
            socket.setSoTimeout(HEALTH_WITHIN_MS);
            Attacker.send(socket, Attacker.get(path));
            return Attacker.status(socket);
        } catch (SocketTimeoutException | SocketException lateOrCut) {
            // Of the sockets that are kept for this, one more takes the place of another one.
            return 0;
        }
    }

    private static int statusOf(Attacker client, String request) throws IOException {
        try (Socket socket = client.send(request)) {
            return Attacker.status(socket);
        }
    }

    private static String poll(String session, String user, String role, int seconds) {
        return Attacker.get(
                "/api/sessions/" + session + "/messages?user_id=" + user + "&role=" + role + "&wait=" + seconds);
    }

    private static String qr(String text) {
        return Attacker.get("/qr.svg?text=" + text.replace("#", "%23"));
    }

    /** Everything up to the end of the connection. */
    private static String allOf(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    private static void eventually(Condition condition) {
        Eventually.holds("what the attack must lead to", () -> {
            try {
                return condition.holds();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }
}
