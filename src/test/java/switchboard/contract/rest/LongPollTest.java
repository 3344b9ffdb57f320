package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Caller;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 9: a reader who waits for what comes next. */
class LongPollTest {
    private static final String EMPTY = "{\"messages\":[],\"next_after\":null,\"head_seq\":0}";

    @RegisterExtension
    static final SharedServer SERVER =
            SharedServer.with(starting -> starting.withRates(10_000).with("switchboard.http.max-waits", 8));

    private static CompletableFuture<Answer> start(Caller caller, String query) {
        return CompletableFuture.supplyAsync(() -> caller.read(query), command -> new Thread(command).start());
    }

    /** A user counts as connected once the wait has begun. */
    private static void awaitOnline(TestSession room, String user) {
        TestSession.retried(() -> {
            for (JsonNode one : room.teacherCaller().participants()) {
                if (one.path("user_id").asText().equals(user)) {
                    assertThat(one.path("online").asBoolean()).isTrue();
                }
            }
            return user;
        });
    }

    @Test
    void getsTheNextMessageWhenItIsSent() {
        try (TestSession room = SERVER.room("ann")) {
            CompletableFuture<Answer> polled = start(room.studentCaller("ann"), "&wait=9");
            awaitOnline(room, "ann");
            assertThat(polled).isNotDone();
            String posted = room.teacherCaller()
                    .post(Drafts.broadcast("now"))
                    .expect(201)
                    .json()
                    .path("message")
                    .toString();
            assertThat(polled.join().expect(200).body())
                    .isEqualTo("{\"messages\":[" + posted + "],\"next_after\":null,\"head_seq\":1}");
        }
    }

    @Test
    void doesNotWaitWhereThereIsSomething() {
        try (TestSession room = SERVER.room("ann")) {
            room.teacherCaller().post(Drafts.broadcast("before")).expect(201);
            long start = System.nanoTime();
            assertThat(room.studentCaller("ann")
                            .read("&wait=9")
                            .expect(200)
                            .json()
                            .path("messages"))
                    .hasSize(1);
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void answersAnEmptyPageWhenNothingCame() {
        try (TestSession room = SERVER.room("ann")) {
            long start = System.nanoTime();
            assertThat(room.studentCaller("ann").read("&wait=1").expect(200).body())
                    .isEqualTo(EMPTY);
            assertThat(System.nanoTime() - start).isBetween(900_000_000L, 8_000_000_000L);
            assertThat(room.studentCaller("ann").read("&wait=0").expect(200).body())
                    .isEqualTo(EMPTY);
        }
    }

    /** What is said to others is nothing to this reader, who is told later how far the log is. */
    @Test
    void isNotWokenByWhatItsUserMayNotSee_I7() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            CompletableFuture<Answer> polled = start(room.studentCaller("ann"), "&wait=6");
            awaitOnline(room, "ann");
            room.studentCaller("bob").post(Drafts.question("for the teacher")).expect(201);
            room.teacherCaller().post(Drafts.reply("bob", "for bob")).expect(201);
            assertThat(polled.join().expect(200).body())
                    .isEqualTo("{\"messages\":[],\"next_after\":null,\"head_seq\":2}");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysThatTheClassHasEndedOnceEverythingIsRead(boolean somethingBefore) {
        try (TestSession room = SERVER.room("ann")) {
            CompletableFuture<Answer> polled = start(room.studentCaller("ann"), "&wait=9");
            awaitOnline(room, "ann");
            if (somethingBefore) {
                room.teacherCaller().post(Drafts.broadcast("last words")).expect(201);
            }
            room.end();
            if (somethingBefore) {
                assertThat(polled.join().expect(200).json().path("messages")).hasSize(1);
            } else {
                polled.join().expectError(404, "session_ended");
            }
            String head = somethingBefore ? "1" : "0";
            room.studentCaller("ann").read("&wait=9&after=" + head).expectError(404, "session_ended");
            room.studentCaller("ann").read("&after=" + head).expect(200);
            room.studentCaller("ann").read("&wait=0&after=" + head).expect(200);
        }
    }

    @Test
    void takesNothingOverAndIsNotTakenOver() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient connected = room.studentV2("ann");
            CompletableFuture<Answer> polled = start(room.studentCaller("ann"), "&wait=9");
            room.studentCaller("ann").read("&wait=1").expect(200);
            assertThat(room.connectionCount()).isEqualTo(1);
            room.teacherCaller().post(Drafts.broadcast("for both")).expect(201);
            connected.awaitMessage();
            assertThat(polled.join().expect(200).json().path("messages")).hasSize(1);
        }
    }

    /** A reader who comes back at once after each answer, while much is said, misses nothing and gets nothing twice. */
    @Test
    void aChainOfPollsMissesNothing_I3() {
        int sent = 200;
        try (TestSession room = SERVER.room("ann")) {
            CompletableFuture<List<String>> polled = CompletableFuture.supplyAsync(() -> {
                List<String> all = new ArrayList<>();
                long after = 0;
                while (all.size() < sent) {
                    JsonNode page = room.studentCaller("ann")
                            .read("&limit=7&wait=5&after=" + after)
                            .expect(200)
                            .json();
                    page.path("messages").forEach(message -> all.add(message.toString()));
                    after = page.path("head_seq").asLong();
                }
                return all;
            });
            RecordingClient teacher = room.teacher();
            for (int i = 0; i < sent; i++) {
                teacher.send(Drafts.broadcast("m" + i));
            }
            assertThat(polled.join()).isEqualTo(room.studentCaller("ann").readAll());
        }
    }

    // ---- bounds

    /** Pollers, of whom nobody reads an answer. */
    private static final class Pollers implements AutoCloseable {
        private final List<Socket> sockets = new ArrayList<>();

        Pollers waiting(TestSession room, String user, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), SERVER.get().port());
                sockets.add(socket);
                socket.getOutputStream()
                        .write(("GET " + room.teacherCaller().path() + "?user_id=" + user
                                        + "&role=student&wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            return this;
        }

        /** Once so many have an answer, the others wait. */
        void awaitAnswered(int expected) {
            TestSession.retried(() -> {
                int answered = 0;
                for (Socket socket : sockets) {
                    try {
                        answered += socket.getInputStream().available() > 0 ? 1 : 0;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                assertThat(answered).isEqualTo(expected);
                return expected;
            });
        }

        void reset() throws IOException {
            for (Socket socket : sockets) {
                socket.setSoLinger(true, 0);
            }
            close();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Four waits of clients that had gone, behind a proxy that said nothing of it, had locked their user out (429). */
    @Test
    void theNewestWaitsOfAUserCountAndTheOldestGetsAnEmptyPageAtOnce_I5() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            CompletableFuture<Answer> bob = start(room.studentCaller("bob"), "&wait=30");
            CompletableFuture<Answer> oldest = start(room.studentCaller("ann"), "&wait=30");
            awaitOnline(room, "ann");
            awaitOnline(room, "bob");
            List<CompletableFuture<Answer>> newer = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                newer.add(start(room.studentCaller("ann"), "&wait=30"));
            }
            long start = System.nanoTime();
            assertThat(oldest.join().expect(200).body()).isEqualTo(EMPTY);
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
            assertThat(newer).noneMatch(CompletableFuture::isDone);
            assertThat(bob).isNotDone();

            String posted = room.teacherCaller()
                    .post(Drafts.broadcast("now"))
                    .expect(201)
                    .json()
                    .path("message")
                    .toString();

            newer.add(bob);
            for (CompletableFuture<Answer> one : newer) {
                assertThat(one.join().expect(200).body())
                        .isEqualTo("{\"messages\":[" + posted + "],\"next_after\":null,\"head_seq\":1}");
            }
        }
    }

    /** Eight dead waits would have kept everybody else from waiting for a minute. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPollerThatGoesAwayFreesItsWaitAtOnce(boolean byReset) throws IOException {
        try (TestSession room = SERVER.room("ann", "bob", "cid");
                Pollers pollers = new Pollers()
                        .waiting(room, "ann", 4)
                        .waiting(room, "bob", 4)
                        .waiting(room, "cid", 1)) {
            pollers.awaitAnswered(1);
            room.teacherCaller().read("&wait=1").expectError(503, "unavailable");
            if (byReset) {
                pollers.reset();
            } else {
                pollers.close();
            }
            long start = System.nanoTime();
            TestSession.retried(() -> room.teacherCaller().read("&wait=1").expect(200));
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        }
    }

    @Test
    void theServersWaitsAreBounded() throws IOException {
        try (TestSession room = SERVER.room("ann", "bob", "cid");
                Pollers pollers = new Pollers()
                        .waiting(room, "ann", 4)
                        .waiting(room, "bob", 4)
                        .waiting(room, "cid", 1)) {
            pollers.awaitAnswered(1);
            Answer full = room.studentCaller("cid").read("&wait=1").expectError(503, "unavailable");
            assertThat(full.header("Retry-After")).isPresent();
            room.studentCaller("cid").read("").expect(200);
            room.teacherCaller().post(Drafts.broadcast("to all")).expect(201);
            pollers.awaitAnswered(9);
            room.studentCaller("cid").read("&wait=1&after=1").expect(200);
        }
    }
}
