package switchboard.invariants;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.Classroom;
import switchboard.invariants.people.Eventually;
import switchboard.invariants.people.Person;
import switchboard.invariants.people.Talk;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.client.Caller;
import switchboard.testing.client.Received;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.ServerProcess;

/**
 * I1, I3: a server that stood still for longer than any of its limits – SIGSTOP, a laptop that slept – goes on as if
 * nothing had been: nobody is cut off, nothing counts as failed, and what waited in the sockets is read. It once cut
 * every client as silent, and told up to 321 senders that the disk had not answered.
 */
@DisabledOnOs(OS.WINDOWS)
class PausedProcessIT {
    /** Longer than each of the limits below, and than the writer's, which are 8.5 s and 5 s. */
    private static final Duration PAUSE = Duration.ofSeconds(11);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STUDENTS = 16;

    @TempDir
    private Path data;

    private ServerProcess start() {
        return ServerProcess.in(data)
                .withRates(1_000_000)
                .with("switchboard.connection.ping-interval", "1s")
                .with("switchboard.connection.silence-timeout", "3s")
                .with("switchboard.connection.slow-timeout", "2s")
                .with("switchboard.connection.answer-timeout", "6s")
                .with("switchboard.connection.replay-timeout", "6s")
                .with("switchboard.connection.ended-grace", "6s")
                .with("switchboard.http.head-within", "10s")
                .with("switchboard.http.body-within", "10s")
                .with("switchboard.http.answer-within", "6s")
                .with("switchboard.http.idle-within", "6s")
                .with("switchboard.health.answer-within", "2s")
                .with("switchboard.sqlite.busy-timeout", "2s")
                .start();
    }

    @Test
    void i1I3ThePauseOfTheProcessCountsForNobody() throws IOException, SQLException {
        try (ServerProcess server = start();
                Classroom room =
                        Classroom.on(server.api(), server::port, data, STUDENTS).full(2);
                RawDatabase other = new RawDatabase(data);
                HalfRequest handshake = new HalfRequest(server.port());
                HalfRequest post = new HalfRequest(server.port());
                HalfRequest poll = new HalfRequest(server.port())) {
            room.people().forEach(person -> person.client().deadline(PATIENCE));
            String quiet = server.api().createdSession("Nobody talks here", "t0", List.of("s0"));
            poll.say("GET /api/sessions/" + quiet
                    + "/messages?user_id=s0&role=student&wait=20 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            handshake.say("GET /ws?user_id=s0&role=student&session_id=" + quiet + " HTTP/1.1\r\nHost: localhost\r\n");
            String body = "{\"user_id\":\"t0\",\"role\":\"instructor\","
                    + Drafts.broadcast("in two parts").substring(1);
            String postedTo = server.api().createdSession("Posted to", "t0", List.of("s0"));
            post.say("POST /api/sessions/" + postedTo + "/messages HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + body.length()
                    + "\r\n\r\n");
            assertThat(post.head()).startsWith("HTTP/1.1 100");
            post.say(body.substring(0, 10));
            Caller teacher = new Caller(server.api(), quiet, "t0", "instructor");
            Eventually.holds(
                    "the poll waits", () -> teacher.participants().toString().contains("true"));

            // The clients of those who talk belong to their threads.
            try (RecordingClient listener = RecordingClient.to(
                                    "127.0.0.1",
                                    server.port(),
                                    "/ws?user_id=listener&role=instructor&session_id=" + room.session())
                            .deadline(PATIENCE)
                            .open();
                    Talk talk = room.talk(new SplittableRandom(1))) {
                room.awaitMore(40);
                other.execute("BEGIN IMMEDIATE"); // so that what is accepted waits for the disk
                listener.ping("taken").awaitPong();
                server.pause(PAUSE, () -> execute(other, "ROLLBACK"));
                assertThat(server.api().health().status()).as("health at once").isEqualTo(200);
                talk.finish();
            }

            post.say(body.substring(10));
            assertThat(post.head()).startsWith("HTTP/1.1 201");
            handshake.say("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(handshake.head()).startsWith("HTTP/1.1 101");
            assertThat(poll.hasAnswer())
                    .as("an answer to the poll before its time")
                    .isFalse();
            teacher.post(Drafts.broadcast("at last")).expect(201);
            assertThat(poll.head()).startsWith("HTTP/1.1 200");

            room.assertAllGotAll();
            for (Person person : room.people()) {
                // But for the frame of no type by which people ask whether all is answered.
                assertThat(person.client().systems("message_error"))
                        .as("refusals of " + person.name())
                        .allMatch(refusal -> refusal.code().equals("invalid_type"));
                assertThat(person.client().received())
                        .noneMatch(
                                received -> received instanceof Received.Closed || received instanceof Received.Ended);
            }
            assertThat(server.output()).contains("event=process_paused");
            assertThat(troubles(server)).isEmpty();
        }
    }

    private static void execute(RawDatabase database, String sql) {
        try {
            database.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /**
     * Lines that should not be: all but those that tell of a pause, of which a busy machine may bring more, and of who
     * runs the tests.
     */
    private static List<String> troubles(ServerProcess server) {
        return server.output()
                .lines()
                .filter(line -> !line.contains("event=process_paused") && !line.contains("event=runs_as_root"))
                .filter(line ->
                        line.contains(" WARN ") || line.contains(" ERROR ") || line.contains("connection_closed"))
                .toList();
    }

    /** A request that is sent in parts, and the head of what comes back. */
    private static final class HalfRequest implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        HalfRequest(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
        }

        boolean hasAnswer() throws IOException {
            return socket.getInputStream().available() > 0;
        }

        String head() throws IOException {
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
