package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.store.sqlite.RawDatabase;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 2: content comes out as it went in, live, by replay and after a restart. */
class ContentTest {
    private static final int LIMIT = 65_536;

    /** Each in compact form already. */
    private static final List<String> EXACT = List.of(
            "{}",
            "{\"z\":1,\"a\":2,\"m\":{\"z\":[],\"a\":{}}}",
            "{\"n\":[12345678901234567890,1.0,1e21,1E400,-0,-0.0,1e-7,0.1e+2,123456789.123456789123456789]}",
            "{\"html\":\"<a href='x'>&amp;</a>\",\"slash\":\"a/b\\/c\"}",
            "{\"escapes\":\"\\u00e9\\u00E9\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u2028\"}",
            "{\"surrogates\":\"\\ud83d\\ude00\",\"\\uDBFF\\uDFFF\":\"\\\\ud83d\",\"raw\":\"é😀\u2028\"}",
            "{\"longest\":[" + "9".repeat(1_000) + ",-0." + "1".repeat(997) + "]}",
            "{\"same\":1,\"same\":2,\"\":null}",
            "{\"white space\":\"  a\u00a0 b  \",\"true\":[true,false,null]}");

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));

    @Test
    void isKeptExactlyLiveByReplayAndAfterARestart(@TempDir Path data) {
        try (CleanLog log = CleanLog.listen()) {
            String session;
            List<String> live = new ArrayList<>();
            try (RunningServer first = RunningServer.in(data).start();
                    TestSession room = TestSession.of(first, "ann")) {
                session = room.session();
                RecordingClient teacher = room.teacher();
                RecordingClient ann = room.student("ann");
                EXACT.forEach(content ->
                        ann.send(Drafts.of("instructor_inbox").content(content).json()));
                List<Text> messages = teacher.awaitMessages(EXACT.size());
                assertThat(messages).extracting(Text::rawContent).isEqualTo(EXACT);
                messages.forEach(message -> live.add(message.raw()));
                assertThat(replayed(first, session)).isEqualTo(live);
            }
            try (RunningServer second = RunningServer.in(data).start()) {
                assertThat(replayed(second, session)).isEqualTo(live);
            }
            log.check();
        }
    }

    private static List<String> replayed(RunningServer server, String session) {
        try (RecordingClient late = server.instructor(session, "late").open()) {
            late.awaitSystem("history_complete");
            return late.messages().stream().map(Text::raw).toList();
        }
    }

    @Test
    void losesOnlyWhiteSpaceOutsideStrings() {
        assertThat(afterSending(" { \"a\" :\t[ 1 , 2 ]\r\n, \"b c\" : \" d \" } ")
                        .rawContent())
                .isEqualTo("{\"a\":[1,2],\"b c\":\" d \"}");
    }

    @Test
    void isAnEmptyObjectWhereItIsMissingOrNull() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            room.student("ann")
                    .send(Drafts.of("analytics"))
                    .send(Drafts.of("analytics").content("null"));

            assertThat(teacher.awaitMessages(2)).extracting(Text::rawContent).containsExactly("{}", "{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"text\"", "5", "true", "[]", "[{}]"})
    void isRefusedWhereItIsNoObject(String content) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            ann.send(Drafts.of("analytics").content(content));
            ann.awaitError("invalid_content");
        }
    }

    /** Many parsers refuse a whole page of messages for one of these. */
    static Stream<Arguments> unportable() {
        return Stream.of("v1", "v2", "POST")
                .flatMap(way -> Stream.of(
                                "{\"text\":\"\\ud83d\"}",
                                "{\"text\":\"\\ude00\\ud83d\"}",
                                "{\"a\":[{\"\\udc00\":1}]}",
                                "{\"a\":{\"n\":" + "9".repeat(1_001) + "}}")
                        .map(content -> Arguments.of(way, content)));
    }

    @ParameterizedTest
    @MethodSource("unportable")
    void isRefusedWithHalfOfASurrogatePairOrANumberOfMoreThan1000Characters(String way, String content) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            String draft = Drafts.of("analytics").content(content).json();
            String message;
            if (way.equals("POST")) {
                Answer answer = room.studentCaller("ann").post(draft).expect(400);
                assertThat(answer.json().path("reason").textValue()).isEqualTo("invalid_content");
                message = answer.json().path("message").textValue();
            } else {
                RecordingClient ann = room.join("ann", "student", way);
                ann.send(draft);
                message = ann.awaitError("invalid_content")
                        .content()
                        .path("message")
                        .textValue();
            }
            assertThat(message)
                    .containsAnyOf(
                            "allowed: whole pairs, as in \\ud83d\\ude00", "1001 characters (allowed: up to 1000)");

            room.studentCaller("ann").post(Drafts.question("still here")).expect(201);
            assertThat(teacher.awaitMessage().seq()).isEqualTo(1);
        }
    }

    /** What was stored before such were refused. */
    @Test
    void isReadAsItIsInTheDatabaseWhateverItHolds(@TempDir Path data) throws Exception {
        String old = "{\"text\":\"\\udc00 \\ud800\",\"n\":" + "9".repeat(60_000) + "}";
        String session;
        try (RunningServer server = RunningServer.in(data).start();
                TestSession room = TestSession.of(server, "ann")) {
            session = room.session();
            room.studentCaller("ann").post(Drafts.question("a placeholder")).expect(201);
        }
        try (RawDatabase database = new RawDatabase(data)) {
            database.execute("UPDATE messages SET content = '" + old + "'");
        }
        try (RunningServer server = RunningServer.in(data).start();
                TestSession room = TestSession.in(server, session)) {
            assertThat(room.join(server.instructor(session, "late")).messages())
                    .extracting(Text::rawContent)
                    .containsExactly(old);
            assertThat(room.teacherCaller().read("").expect(200).body()).contains("\"content\":" + old);
        }
    }

    @Test
    void mayHave65536BytesInCompactFormHoweverItWasWritten() {
        String largest = "{\"é\":\"" + "x".repeat(LIMIT - 9) + "\"}";
        String spaced = " ".repeat(LIMIT) + largest.replace(":", " ".repeat(200_000) + ":");

        assertThat(afterSending(spaced).rawContent()).isEqualTo(largest);
    }

    @Test
    void isRefusedWithOneByteMore() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            ann.send(Drafts.of("analytics").content("{\"é\":\"" + "x".repeat(LIMIT - 8) + "\"}"));

            Text error = ann.awaitError("content_too_large");
            assertThat(error.content().path("limit_bytes").intValue()).isEqualTo(LIMIT);
            ann.send(Drafts.question("still here"));
            assertThat(teacher.awaitMessage().seq()).isEqualTo(1);
        }
    }

    @Test
    void mayBeNestedSixtyFourDeepAndNoDeeper() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            String deepest = nested(64);
            ann.send(Drafts.of("analytics").content(nested(65)));
            ann.awaitError("invalid_json");
            ann.send(Drafts.of("analytics").member("unknown", nested(100_000)));
            ann.awaitError("invalid_json");
            ann.send(Drafts.of("analytics").content(deepest));

            assertThat(teacher.awaitMessage().rawContent()).isEqualTo(deepest);
        }
    }

    /** An object with lists in it, {@code depth} levels in all. */
    private static String nested(int depth) {
        return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
    }

    private static Text afterSending(String content) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            room.student("ann").send(Drafts.of("analytics").content(content));
            return teacher.awaitMessage();
        }
    }
}
