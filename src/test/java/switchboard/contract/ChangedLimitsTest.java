package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.settings.SettingKeys;
import switchboard.store.FaultyDatabase;
import switchboard.testing.Answer;
import switchboard.testing.Caller;
import switchboard.testing.Drafts;
import switchboard.testing.Opening;
import switchboard.testing.Received.Text;
import switchboard.testing.RecordingClient;
import switchboard.testing.RunningServer;
import switchboard.testing.TestSession;
import switchboard.testing.TestTicker;

/**
 * A server whose every limit is another than the default says what its own are: each text that a client may meet holds
 * the numbers that it must, and none more, so that no default is left in any.
 */
class ChangedLimitsTest {
    private static final String LARGE = "x".repeat(60_000);

    /** For all others time stands still, so that a busy machine meets no limit of its own. */
    private static final Set<String> MET_BY_WAITING = Set.of(
            "http.head-within",
            "http.body-within",
            "http.answer-within",
            "connection.message-within",
            "connection.slow-timeout",
            "connection.replay-timeout",
            "connection.answer-timeout");

    private final TestTicker ticker = new TestTicker();
    private final FaultyDatabase database = new FaultyDatabase();

    @TempDir
    Path data;

    /** Meets the limit of a setting, and returns what the server says. */
    private interface Met {
        List<String> texts(ChangedLimitsTest test, RunningServer server, TestSession room);
    }

    /** Where the number in the text is that of the setting. */
    private static Arguments named(String key, Met met, Integer... more) {
        return Arguments.of(
                key,
                met,
                Stream.concat(
                                Stream.of(ChangedLimits.number(key)),
                                Stream.of(more).map(Long::valueOf))
                        .toList());
    }

    /** Where the text is to hold no number at all. */
    private static Arguments unnamed(String key, Met met) {
        return Arguments.of(key, met, List.of());
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                named(
                        "http.max-body",
                        (test, server, room) -> error(413, server.api().post("/api/sessions", " ".repeat(150_002)))),
                named(
                        "http.max-headers",
                        (test, server, room) -> error(
                                431,
                                server.api()
                                        .send(
                                                "GET",
                                                "/health",
                                                null,
                                                "X-A",
                                                "x".repeat(1_600),
                                                "X-B",
                                                "x".repeat(1_600)))),
                named(
                        "http.max-uri",
                        (test, server, room) -> error(414, server.api().get("/health?x=" + "x".repeat(2_000)))),
                named(
                        "http.head-within",
                        (test, server, room) ->
                                first(new RawRequests(server.port()).send("GET /health HTTP/1.1\r\nHost: "))),
                named(
                        "http.body-within",
                        (test, server, room) -> first(new RawRequests(server.port())
                                .send(
                                        "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                                + "Content-Length: 100\r\n\r\n{"))),
                unnamed("http.answer-within", (test, server, room) -> {
                    say(room, "!", 2);
                    test.database.holdReads();
                    return error(503, room.teacherCaller().read(""));
                }),
                named("http.max-connections", (test, server, room) -> {
                    RawRequests bodies = new RawRequests(server.port());
                    IntStream.range(0, 100)
                            .forEach(i -> bodies.send(
                                    "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 100\r\n\r\n{"));
                    return first(bodies);
                }),
                named("http.max-drawings", (test, server, room) -> {
                    RawRequests codes = new RawRequests(server.port());
                    IntStream.range(0, 60).forEach(i -> codes.get("/qr.svg?text=" + "x".repeat(100) + i));
                    return error(503, codes.answerWith(503));
                }),
                named(
                        "http.max-waits",
                        (test, server, room) -> first(waiting(server, room, "ann", "ann", "bob", "bob"))),
                named("http.incoming-bytes", (test, server, room) -> {
                    RawRequests unfinished = new RawRequests(server.port());
                    IntStream.range(0, 8)
                            .forEach(i -> unfinished.send(
                                    "POST /api/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                            + "Content-Length: 150001\r\n\r\n" + " ".repeat(150_000)));
                    return first(unfinished);
                }),
                named("http.unsent-answers", ChangedLimitsTest::pagesThatNobodyReads),
                named("shutdown.reconnect-within", (test, server, room) -> {
                    RecordingClient ann = room.student("ann");
                    server.stop();
                    JsonNode closing = ann.awaitSystem("closing").content();
                    return List.of(closing.path("message").textValue() + " " + closing.path("retry_after_ms"));
                }),
                named("sessions.max-active", (test, server, room) -> {
                    IntStream.range(1, 9).forEach(i -> server.session("teacher", "ann"));
                    return error(503, server.api().createSession("One more", "teacher", List.of("ann")));
                }),
                named(
                        "sessions.max-students",
                        (test, server, room) -> error(
                                400,
                                server.api()
                                        .createSession("Many", "teacher", List.of("a", "b", "c", "d", "e", "f", "g")))),
                named("sessions.in-use-bytes", (test, server, room) -> {
                    for (int i = 0; i < 8; i++) {
                        String session = server.session("teacher", "ann");
                        Answer answer = new Caller(server.api(), session, "ann", "student").post(Drafts.question("?"));
                        if (answer.status() == 503) {
                            return error(503, answer);
                        }
                    }
                    throw new AssertionError("all came into use");
                }),
                named("sessions.max-pending", (test, server, room) -> {
                    say(room, "!", 2);
                    test.database.holdReads();
                    RawRequests asking = new RawRequests(server.port());
                    IntStream.range(0, 18)
                            .forEach(i -> asking.get(room.teacherCaller().path() + "?user_id=teacher&role=instructor"));
                    return first(asking);
                }),
                named("sessions.max-connections", (test, server, room) -> {
                    String second = server.session("teacher", "ann");
                    String third = server.session("teacher", "ann");
                    for (int i = 0; i < 5; i++) {
                        test.open(room, server.instructor(room.session(), "t" + i));
                        test.open(room, server.instructor(second, "t" + i));
                    }
                    test.open(room, server.instructor(third, "t1"));
                    return error(503, server.instructor(third, "t2").refused());
                }),
                named("sessions.max-connections-per-session", (test, server, room) -> {
                    IntStream.range(0, 5).forEach(i -> test.open(room, server.instructor(room.session(), "t" + i)));
                    return error(503, server.instructor(room.session(), "t5").refused());
                }),
                named("sessions.joins-per-second", (test, server, room) -> {
                    String second = server.session("teacher", "ann");
                    IntStream.range(0, 4).forEach(i -> room.open(server.instructor(room.session(), "t" + i)));
                    IntStream.range(0, 3).forEach(i -> room.open(server.instructor(second, "t" + i)));
                    return error(503, server.student(second, "ann").refused());
                }),
                named(
                        "sessions.joins-per-user",
                        (test, server, room) -> {
                            for (int i = 0; i < 6; i++) {
                                test.open(room, server.student(room.session(), "ann"))
                                        .close(1000)
                                        .awaitEnd();
                                room.awaitConnectionCount(0);
                            }
                            return error(
                                    503, server.student(room.session(), "ann").refused());
                        },
                        60),
                named("sessions.max-replaced", (test, server, room) -> {
                    IntStream.range(0, 3).forEach(i -> test.open(room, server.student(room.session(), "ann")));
                    return error(503, server.student(room.session(), "ann").refused());
                }),
                named(
                        "sessions.creates-per-minute",
                        (test, server, room) -> {
                            for (int i = 1; i < 19; i++) {
                                server.api()
                                        .endSession(server.session("teacher", "ann"))
                                        .expect(200);
                            }
                            return error(503, server.api().createSession("One more", "teacher", List.of("ann")));
                        },
                        60),
                unnamed("session.max-bytes", (test, server, room) -> {
                    RecordingClient teacher = room.teacher();
                    say(room, LARGE, 18);
                    List<String> texts = error(413, room.teacherCaller().post(Drafts.broadcast(LARGE)));
                    teacher.send(Drafts.broadcast(LARGE));
                    return List.of(texts.get(0), said(teacher.awaitError("session_full")));
                }),
                named(
                        "rate.student",
                        (test, server, room) -> tooMany(room, "ann", "student", Drafts.question("?")),
                        60),
                named(
                        "rate.instructor",
                        (test, server, room) -> tooMany(room, "teacher", "instructor", Drafts.broadcast("!")),
                        60),
                // Who shares a limit is told that of one.
                Arguments.of(
                        "rate.guests",
                        (Met) (test, server, room) -> {
                            for (int i = 0; i < 2 + 23; i++) {
                                guest(server, room, "i-" + i, "nonsense").expect(400);
                            }
                            List<String> texts = error(429, guest(server, room, "i-99", "nonsense"));
                            guest(server, room, "i-1", "nonsense").expect(400);
                            return texts;
                        },
                        List.of(23L, 60L)),
                named(
                        "rate.session",
                        (test, server, room) -> {
                            for (String student : List.of("ann", "bob", "cid")) {
                                IntStream.range(0, 10)
                                        .forEach(i -> room.studentCaller(student)
                                                .post(Drafts.question("?"))
                                                .expect(201));
                            }
                            say(room, "!", 1);
                            return error(429, room.teacherCaller().post(Drafts.broadcast("!")));
                        },
                        (int) ChangedLimits.number("rate.session-bytes"),
                        60),
                // A guest is told a quarter, which is the share of all guests.
                Arguments.of(
                        "rate.session-bytes",
                        (Met) (test, server, room) -> {
                            for (int i = 0; i < 4; i++) {
                                guest(server, room, "i-" + i, "instructor_broadcast")
                                        .expect(201);
                            }
                            List<String> texts = error(429, guest(server, room, "i-4", "instructor_broadcast"));
                            say(room, LARGE, 1);
                            return texts;
                        },
                        List.of(31L / 4, 1_200_001L / 4, 60L)),
                unnamed("rate.flooding-factor", (test, server, room) -> {
                    RecordingClient ann = room.student("ann");
                    IntStream.range(0, 3 * 13).forEach(i -> ann.send(Drafts.question("!")));
                    ann.ping("still open?").awaitPong();
                    ann.send(Drafts.question("one too many"));
                    return List.of(said(ann.awaitSystem("closing")));
                }),
                named("connection.max-message", (test, server, room) -> {
                    List<String> texts = new ArrayList<>();
                    for (RecordingClient client : List.of(room.student("ann"), room.studentV2("bob"))) {
                        client.send(" ".repeat(140_002));
                        texts.add(said(client.awaitSystem("closing")));
                    }
                    return texts;
                }),
                named("connection.message-within", (test, server, room) -> {
                    List<String> texts = new ArrayList<>();
                    for (RecordingClient client : List.of(room.student("ann"), room.studentV2("bob"))) {
                        client.sendFrame(false, 1, new byte[] {'{'});
                        texts.add(said(client.awaitSystem("closing")));
                    }
                    return texts;
                }),
                named("connection.slow-timeout", (test, server, room) -> {
                    RecordingClient slow =
                            room.join(server.student(room.session(), "ann").receiveBuffer(4_096));
                    slow.stopReading();
                    say(room, LARGE, 17);
                    room.awaitConnectionCount(0);
                    slow.resumeReading();
                    return List.of(said(slow.awaitSystem("closing")));
                }),
                unnamed("connection.replay-timeout", (test, server, room) -> {
                    say(room, "!", 2);
                    test.database.failReads();
                    RecordingClient ann = room.open(server.student(room.session(), "ann"));
                    return List.of(said(ann.awaitSystem("history_unavailable")));
                }),
                unnamed("connection.answer-timeout", (test, server, room) -> {
                    RecordingClient ann = room.student("ann");
                    test.database.holdWrites();
                    return List.of(said(ann.send(Drafts.question("?")).awaitError("storage_failed")));
                }),
                unnamed("writer.session-messages", (test, server, room) -> {
                    List<RecordingClient> all =
                            List.of(room.student("ann"), room.student("bob"), room.studentV2("cid"));
                    test.database.holdWrites();
                    // One is being stored and two wait: it is busy for whoever comes fourth.
                    all.forEach(one -> one.send(Drafts.question("?")));
                    List<String> texts = TestSession.retried(() -> all.stream()
                            .flatMap(one -> one.systems("message_error").stream())
                            .findFirst()
                            .map(refusal -> List.of(said(refusal)))
                            .orElseThrow(() -> new AssertionError("nobody was refused")));
                    test.database
                            .release(); // Or the server's end would wait for the disk, in a time that stands still.
                    return texts;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void whoeverMeetsALimitIsToldTheOneInForce(String key, Met met, List<Long> numbers) {
        RunningServer.Starting starting =
                ChangedLimits.of(RunningServer.in(data)).databaseAround(database::around);
        boolean byTime = MET_BY_WAITING.contains(key);
        try (RunningServer server = (byTime ? starting : starting.ticker(ticker)).start();
                TestSession room = TestSession.of(server, "ann", "bob", "cid", "dan")) {
            List<String> texts = met.texts(this, server, room);
            // A server that stops waits for what it was asked.
            database.release();

            assertThat(texts).isNotEmpty().allSatisfy(text -> {
                assertThat(text).isNotBlank();
                assertThat(numbersIn(text)).as(text).isEqualTo(new TreeSet<>(numbers));
            });
        } finally {
            database.release();
        }
    }

    @Test
    void everyNumberSizeAndTimeThatCanBeSetIsChangedHere() {
        Pattern quantity = Pattern.compile("\"?(\\d+ ?[A-Za-z]*|auto)\"?");
        Set<String> keys = new TreeSet<>();
        for (SettingKeys.Key key : SettingKeys.known().all()) {
            if (quantity.matcher(key.defaultValue()).matches()) {
                keys.add(key.path());
                assertThat(ChangedLimits.value(key.path()))
                        .as(key.path())
                        .isNotEqualTo(key.defaultValue().replace("\"", ""));
            }
        }

        assertThat(ChangedLimits.all()).isEqualTo(keys);
    }

    @Test
    void everyLimitIsMetOrHasAReasonWhyNobodyIsToldOfIt() {
        assertThat(limits().map(arguments -> "switchboard." + arguments.get()[0]))
                .containsExactlyInAnyOrderElementsOf(ChangedLimits.said());
        Set<String> unsaid = new TreeSet<>(ChangedLimits.all());
        unsaid.removeAll(ChangedLimits.said());
        assertThat(ChangedLimits.unsaid()).containsOnlyKeys(unsaid).doesNotContainValue("");
    }

    @Test
    void theWelcomeHoldsTheLimitsInForce() {
        try (RunningServer server = ChangedLimits.of(RunningServer.in(data)).start();
                TestSession room = TestSession.of(server, "ann")) {
            assertThat(limits(room.studentV2("ann")))
                    .isEqualTo("{\"messages\":13,\"window_seconds\":60,\"content_bytes\":65536}");
            assertThat(limits(room.teacherV2()))
                    .isEqualTo("{\"messages\":23,\"window_seconds\":60,\"content_bytes\":65536}");
        }
    }

    private static String limits(RecordingClient client) {
        return client.systems("welcome").get(0).content().path("limits").toString();
    }

    // ---- how they are met

    /** One join a second, so that it is not their number in a second that is met. */
    private RecordingClient open(TestSession room, Opening opening) {
        ticker.advance(Duration.ofSeconds(1));
        return room.open(opening);
    }

    /** The teacher to all, and each message is stored before the next. */
    private static void say(TestSession room, String text, int times) {
        for (int i = 0; i < times; i++) {
            room.teacherCaller().post(Drafts.broadcast(text)).expect(201);
        }
    }

    /** What an instructor says who did not create the session. */
    private static Answer guest(RunningServer server, TestSession room, String user, String type) {
        return server.api()
                .post(
                        room.teacherCaller().path(),
                        "{\"user_id\":\"" + user + "\",\"role\":\"instructor\",\"type\":\"" + type
                                + "\",\"content\":{\"text\":\"" + LARGE + "\"}}");
    }

    private static RawRequests waiting(RunningServer server, TestSession room, String... users) {
        RawRequests waiting = new RawRequests(server.port());
        for (String user : users) {
            waiting.get(room.teacherCaller().path() + "?user_id=" + user + "&role=student&wait=60");
        }
        return waiting;
    }

    private static List<String> pagesThatNobodyReads(ChangedLimitsTest test, RunningServer server, TestSession room) {
        say(room, LARGE, 4);
        try (RawRequests unread = new RawRequests(server.port())) {
            for (int i = 1; i <= 4; i++) {
                unread.get(room.teacherCaller().path() + "?user_id=teacher&role=instructor")
                        .awaitAnswered(i);
            }
            return error(503, room.teacherCaller().read(""));
        }
    }

    /** By each of the three ways. */
    private static List<String> tooMany(TestSession room, String user, String role, String draft) {
        List<String> texts = new ArrayList<>();
        RecordingClient v1 = room.join(user, role, "v1");
        IntStream.rangeClosed(0, (int) ChangedLimits.number("rate." + role)).forEach(i -> v1.send(draft));
        texts.add(said(v1.awaitError("rate_limited")));
        texts.add(said(room.join(user, role, "v2").send(draft).awaitError("rate_limited")));
        Answer posted = role.equals("student")
                ? room.studentCaller(user).post(draft)
                : room.teacherCaller().post(draft);
        texts.addAll(error(429, posted));
        return texts;
    }

    private static List<String> first(RawRequests requests) {
        try (requests) {
            return List.of(requests.firstAnswer().json().path("message").textValue());
        }
    }

    private static List<String> error(int status, Answer answer) {
        return List.of(answer.expect(status).json().path("message").textValue());
    }

    private static String said(Text frame) {
        return frame.content().path("message").textValue();
    }

    private static Set<Long> numbersIn(String text) {
        return Pattern.compile("\\d[\\d,._]*")
                .matcher(text)
                .results()
                .map(found -> Long.valueOf(found.group().replaceAll("\\D", "")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
