package switchboard.contract.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Closed;
import switchboard.testing.client.Received.Ended;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.server.CleanLog;
import switchboard.testing.server.RunningServer;
import switchboard.testing.server.SharedServer;
import switchboard.testing.server.TestSession;

/** Section 7: what ends a connection, with which code, and what is said before it. */
class ClosingTest {
    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000)
            .with("switchboard.connection.slow-timeout", "3s")
            .with("switchboard.connection.sweep-interval", "50ms"));

    // ---- the session ends

    @Test
    void theEndOfTheSessionClosesVersion2AtOnceAndAnswersVersion1ForAWhile() {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient v2 = room.studentV2("bob");
            RecordingClient v1 = room.student("ann");
            room.end();

            for (RecordingClient client : List.of(v1, v2)) {
                Text ended = client.next();
                assertThat(ended.isSystem("session_ended")).isTrue();
                assertThat(ended.content().path("reason").textValue()).isEqualTo("Session ended by instructor");
                assertThat(ended.code()).isEqualTo("session_ended");
            }
            v2.awaitClose(1000);
            v2.awaitEnd();
            v1.send(Drafts.question("too late"));
            v1.awaitError("session_ended");
            assertThat(v1.received()).noneMatch(Closed.class::isInstance);
        }
    }

    @Test
    void theEndOfTheSessionClosesVersion1AfterTheGrace(@TempDir Path data) {
        try (CleanLog log = CleanLog.listen()) {
            try (RunningServer server = RunningServer.in(data)
                            .with("switchboard.connection.ended-grace", "50ms")
                            .start();
                    TestSession room = TestSession.of(server, "ann")) {
                RecordingClient ann = room.student("ann");
                room.end();
                ann.awaitSystem("session_ended");
                ann.awaitClose(1000);
                assertThat(ann.awaitEnd().cause()).isEqualTo(Ended.Cause.EOF);
            }
            log.check();
        }
    }

    // ---- the server ends

    @Test
    void theShutdownTellsEverybodyToComeBack(@TempDir Path data) {
        try (CleanLog log = CleanLog.listen()) {
            RunningServer server = RunningServer.in(data).start();
            try (TestSession room = TestSession.of(server, "ann", "bob")) {
                List<RecordingClient> clients = List.of(room.teacher(), room.student("ann"), room.studentV2("bob"));
                server.stop();
                for (RecordingClient client : clients) {
                    Text closing = client.awaitSystem("closing");
                    assertThat(closing.code()).isEqualTo("shutdown");
                    assertThat(closing.content().path("reconnect").booleanValue())
                            .isTrue();
                    assertThat(closing.content().path("retry_after_ms").longValue())
                            .isPositive();
                    client.awaitClose(1012);
                    assertThat(client.awaitEnd().cause()).isEqualTo(Ended.Cause.EOF);
                }
            } finally {
                server.stop();
            }
            log.check();
        }
    }

    // ---- the client does what it must not

    static Stream<Arguments> violations() {
        return Stream.of(
                Arguments.of("no mask", bytes(0x81, 0x02, '{', '}')),
                Arguments.of("a reserved bit", bytes(0xC1, 0x80, 0, 0, 0, 0)),
                Arguments.of("an unknown opcode", bytes(0x83, 0x80, 0, 0, 0, 0)),
                Arguments.of("an unknown control opcode", bytes(0x8B, 0x80, 0, 0, 0, 0)),
                Arguments.of("a fragmented ping", bytes(0x09, 0x80, 0, 0, 0, 0)),
                Arguments.of("a long ping", bytes(0x89, 0xFE, 0, 126, 0, 0, 0, 0)),
                Arguments.of("a continuation of nothing", bytes(0x80, 0x80, 0, 0, 0, 0)),
                Arguments.of("a text inside a text", bytes(0x01, 0x80, 0, 0, 0, 0, 0x81, 0x80, 0, 0, 0, 0)),
                Arguments.of("a close frame of one byte", bytes(0x88, 0x81, 0, 0, 0, 0, 3)),
                Arguments.of("a close code that nobody may send", bytes(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xED)),
                Arguments.of(
                        "a length with its highest bit", bytes(0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void aBreachOfTheStandardIsClosedWithoutAWord(String what, byte[] bytes) {
        assertOnlyClosed(bytes, 1002);
    }

    @Test
    void afterTheCloseFramesTheServerClosesTheSocket() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            ann.sendFrame(true, 3, new byte[0]).send(Drafts.question("nobody reads this any more"));
            ann.awaitClose(1002);
            assertThat(ann.awaitEnd().cause()).isEqualTo(Ended.Cause.EOF);
        }
    }

    static Stream<Arguments> badText() {
        return Stream.of(
                Arguments.of("a lone continuation byte", bytes(0x81, 0x81, 0, 0, 0, 0, 0x80)),
                Arguments.of("a surrogate", bytes(0x81, 0x83, 0, 0, 0, 0, 0xED, 0xA0, 0x80)),
                Arguments.of("an overlong form", bytes(0x81, 0x82, 0, 0, 0, 0, 0xC0, 0xAF)),
                Arguments.of("beyond Unicode", bytes(0x81, 0x84, 0, 0, 0, 0, 0xF4, 0x90, 0x80, 0x80)),
                Arguments.of("an end in the middle", bytes(0x81, 0x82, 0, 0, 0, 0, 0xF0, 0x9F)),
                Arguments.of(
                        "in the second fragment", bytes(0x01, 0x81, 0, 0, 0, 0, '{', 0x80, 0x81, 0, 0, 0, 0, 0xFF)),
                Arguments.of("in a close reason", bytes(0x88, 0x83, 0, 0, 0, 0, 0x03, 0xE8, 0xFF)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badText")
    void textThatIsNotUtf8IsClosedWithoutAWord(String what, byte[] bytes) {
        assertOnlyClosed(bytes, 1007);
    }

    private static void assertOnlyClosed(byte[] bytes, int code) {
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            RecordingClient bob = room.student("bob");
            int before = ann.received().size();
            ann.sendRaw(bytes).send(Drafts.question("nobody reads this any more"));
            ann.awaitClose(code);
            assertThat(ann.received().get(before)).isInstanceOf(Closed.class);
            bob.send(Drafts.question("undisturbed"));
            assertThat(teacher.awaitMessage().rawContent()).contains("undisturbed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void aMessageOfMoreThanOneMebibyteInAnyNumberOfFragments(int fragments) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            ann.sendFragments(inParts(" ".repeat(MEBIBYTE + 1), fragments));

            Text closing = ann.next();
            assertThat(closing.isSystem("closing")).isTrue();
            assertThat(closing.code()).isEqualTo("frame_too_large");
            ann.awaitClose(1009);
            ann.awaitEnd();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50})
    void upToOneMebibyteItIsTheContentThatDecides(int fragments) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            String frame = Drafts.question("small");
            ann.sendFragments(inParts(" ".repeat(MEBIBYTE - frame.length()) + frame, fragments));
            assertThat(teacher.awaitMessage().rawContent()).isEqualTo("{\"text\":\"small\"}");
            String start = "{\"type\":\"analytics\",\"content\":{\"x\":\"";
            ann.sendFragments(inParts(start + "x".repeat(MEBIBYTE - start.length() - 3) + "\"}}", fragments));
            ann.awaitError("content_too_large");
        }
    }

    @Test
    void pingsAreAnsweredBetweenFragments() {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient teacher = room.teacher();
            RecordingClient ann = room.student("ann");
            String frame = Drafts.question("é in two parts");
            byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
            int inTheMiddleOfALetter = frame.indexOf('é') + 1;
            ann.sendFrame(false, 1, Arrays.copyOf(bytes, inTheMiddleOfALetter));
            ann.ping("between").awaitPong();
            ann.sendFrame(true, 0, Arrays.copyOfRange(bytes, inTheMiddleOfALetter, bytes.length));

            assertThat(teacher.awaitMessage().rawContent()).contains("é in two parts");
        }
    }

    @Test
    void aSlowReaderIsClosedAndMissesNothingWhenItComesBack() {
        int broadcasts = 40;
        try (TestSession room = SERVER.room("ann", "bob")) {
            RecordingClient teacher = room.teacher();
            RecordingClient bob = room.student("bob");
            RecordingClient slow =
                    room.join(SERVER.get().student(room.session(), "ann").receiveBuffer(4_096));
            slow.stopReading();
            for (int i = 0; i < broadcasts; i++) {
                teacher.send(Drafts.broadcast("x".repeat(60_000)));
            }
            bob.awaitMessages(broadcasts);
            room.awaitConnectionCount(2);
            slow.resumeReading();
            slow.awaitClose(4008);
            slow.systems("closing")
                    .forEach(closing -> assertThat(closing.code()).isEqualTo("too_slow"));

            List<Text> got = slow.messages();
            long last = got.isEmpty() ? 0 : got.get(got.size() - 1).seq();
            RecordingClient again =
                    room.join(SERVER.get().client(room.session(), "ann", "student", "&after_seq=" + last));
            assertThat(Stream.concat(got.stream(), again.messages().stream()).map(Text::raw))
                    .isEqualTo(bob.messages().stream().map(Text::raw).toList());
        }
    }

    // ---- the client ends

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 3000, 4999})
    void aCloseFrameIsAnsweredWithItsCode(int code) {
        try (TestSession room = SERVER.room("ann")) {
            RecordingClient ann = room.student("ann");
            ann.close(code, "goodbye");
            ann.awaitClose(code);
            assertThat(ann.awaitEnd().cause()).isEqualTo(Ended.Cause.EOF);
            room.awaitConnectionCount(0);
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static String[] inParts(String text, int count) {
        String[] parts = new String[count];
        int size = text.length() / count;
        for (int i = 0; i < count; i++) {
            parts[i] = text.substring(i * size, i == count - 1 ? text.length() : (i + 1) * size);
        }
        return parts;
    }
}
