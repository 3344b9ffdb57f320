package switchboard.testing.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Caller;
import switchboard.testing.client.Opening;
import switchboard.testing.client.RecordingClient;

/** One session and its clients, who are all past their replay; it lets go of them in the end. Belongs to one test. */
public final class TestSession implements AutoCloseable {
    public static final String V2 = "switchboard.v2";
    public static final String TEACHER = "teacher";

    /** A machine that is busy with other things is slow, not wrong. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final RunningServer server;
    private final String session;
    private final List<RecordingClient> clients = new CopyOnWriteArrayList<>();

    private TestSession(RunningServer server, String session) {
        this.server = server;
        this.session = session;
    }

    public static TestSession of(RunningServer server, String... students) {
        return new TestSession(server, server.session(TEACHER, students));
    }

    /** A session that is there already. */
    public static TestSession in(RunningServer server, String session) {
        return new TestSession(server, session);
    }

    public String session() {
        return session;
    }

    public RecordingClient teacher() {
        return join(server.instructor(session, TEACHER));
    }

    public RecordingClient student(String user) {
        return join(server.student(session, user));
    }

    public RecordingClient teacherV2() {
        return join(server.instructor(session, TEACHER).subprotocol(V2));
    }

    public RecordingClient studentV2(String user) {
        return join(server.student(session, user).subprotocol(V2));
    }

    /** @param version {@code v1} or {@code v2} */
    public RecordingClient join(String user, String role, String version) {
        Opening opening = server.client(session, user, role, "");
        return join(version.equals("v2") ? opening.subprotocol(V2) : opening);
    }

    /** The teacher without a WebSocket. */
    public Caller teacherCaller() {
        return new Caller(server.api(), session, TEACHER, "instructor");
    }

    /** A student without a WebSocket. */
    public Caller studentCaller(String user) {
        return new Caller(server.api(), session, user, "student");
    }

    /** Connects, and waits for the end of the replay. */
    public RecordingClient join(Opening opening) {
        RecordingClient client = open(opening);
        client.awaitSystem("history_complete");
        return client;
    }

    /** Connects, and waits for nothing. */
    public RecordingClient open(Opening opening) {
        RecordingClient client = opening.deadline(DEADLINE).open();
        clients.add(client);
        return client;
    }

    /** How many connections the server counts in this class. */
    public int connectionCount() {
        return server.api()
                .session(session)
                .expect(200)
                .json()
                .path("connection_count")
                .intValue();
    }

    /** For a client's end, which the server learns of a moment later than the client. */
    public void awaitConnectionCount(int expected) {
        retried(() -> {
            assertThat(connectionCount()).isEqualTo(expected);
            return expected;
        });
    }

    /**
     * Tries what a late end of another connection may still forbid, until it succeeds or its failure is that of the
     * last attempt in time.
     */
    public static <T> T retried(Supplier<T> attempt) {
        long start = System.nanoTime();
        while (true) {
            try {
                return attempt.get();
            } catch (AssertionError notYet) {
                if (System.nanoTime() - start > DEADLINE.toNanos()) {
                    throw notYet;
                }
            }
        }
    }

    /** Ends the session. */
    public Answer end() {
        return server.api().endSession(session).expect(200);
    }

    @Override
    public void close() {
        clients.forEach(RecordingClient::close);
    }
}
