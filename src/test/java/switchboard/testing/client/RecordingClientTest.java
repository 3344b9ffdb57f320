package switchboard.testing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.testing.client.RawServer.ClientFrame;
import switchboard.testing.client.Received.Ended.Cause;
import switchboard.testing.client.Received.Text;

/** The client that judges the server is itself judged by bytes written by hand. */
class RecordingClientTest {
    private static final String HELLO = "{\"type\":\"system\",\"context\":\"hello\",\"content\":{\"event\":\"hello\"}}";

    @Test
    void recordsEveryFrameInOrder() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x81, HELLO);
                    raw.frame(0x82, "ab");
                    raw.frame(0x01, "{\"a\":");
                    raw.frame(0x89, "between");
                    raw.frame(0x80, "1E400}");
                    raw.frame(0x8A, "late");
                    raw.frame(0x81, "no json é");
                    raw.bytes(0x88, 2, 0x03, 0xE8);
                });
                RecordingClient client = server.client().open()) {
            client.awaitEnd();

            List<Received> received = client.received();
            assertThat(received).hasSize(8);
            assertThat(received.get(0)).isEqualTo(new Text(HELLO));
            assertThat(((Received.Binary) received.get(1)).bytes()).containsExactly('a', 'b');
            assertThat(((Received.Ping) received.get(2)).payload()).asString().isEqualTo("between");
            assertThat(((Text) received.get(3)).raw()).isEqualTo("{\"a\":1E400}");
            assertThat(((Received.Pong) received.get(4)).payload()).asString().isEqualTo("late");
            assertThat(((Text) received.get(5)).raw()).isEqualTo("no json é");
            assertThat(((Text) received.get(5)).json().isMissingNode()).isTrue();
            assertThat(received.get(6)).isEqualTo(new Received.Closed(1000, ""));
            assertThat(((Received.Ended) received.get(7)).cause()).isIn(Cause.EOF, Cause.RESET);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 127, 65_535, 65_536, 1_000_000})
    void sendsAndReadsFramesOfEveryLength(int length) throws Exception {
        String text = "x".repeat(length);
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    ClientFrame frame = raw.read();
                    assertThat(frame.masked()).isTrue();
                    assertThat(frame.first()).isEqualTo(0x81);
                    assertThat(frame.text()).isEqualTo(text);
                    if (length < 126) {
                        raw.bytes(0x81, length);
                    } else if (length < 65_536) {
                        raw.bytes(0x81, 126, length >> 8, length);
                    } else {
                        raw.bytes(0x81, 127, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
                    }
                    raw.write(text);
                });
                RecordingClient client = server.client().open()) {
            assertThat(client.send(text).next().raw()).isEqualTo(text);
            server.expectDone();
        }
    }

    @Test
    void sendsFragmentsBinaryAndRawBytes() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    assertThat(raw.read().first()).isEqualTo(0x01);
                    assertThat(raw.read().first()).isEqualTo(0x00);
                    ClientFrame last = raw.read();
                    assertThat(last.first()).isEqualTo(0x80);
                    assertThat(last.text()).isEqualTo("c");
                    assertThat(raw.read().first()).isEqualTo(0x82);
                    assertThat(raw.readByte()).isEqualTo(0xFF);
                    assertThat(raw.readByte()).isEqualTo(0x00);
                });
                RecordingClient client = server.client().open()) {
            client.sendFragments("a", "b", "c").sendBinary(new byte[] {1}).sendRaw(new byte[] {(byte) 0xFF, 0});
            server.expectDone();
        }
    }

    @Test
    void answersPingsAndCloses() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x89, "are you there");
                    ClientFrame pong = raw.read();
                    assertThat(pong.first()).isEqualTo(0x8A);
                    assertThat(pong.text()).isEqualTo("are you there");
                    raw.bytes(0x88, 2, 0x0F, 0xA1);
                    ClientFrame close = raw.read();
                    assertThat(close.first()).isEqualTo(0x88);
                    assertThat(close.payload()).containsExactly(0x0F, 0xA1);
                });
                RecordingClient client = server.client().open()) {
            assertThat(client.awaitPing().payload()).asString().isEqualTo("are you there");
            client.awaitClose(4001);
            assertThat(client.awaitEnd().cause()).isEqualTo(Cause.EOF);
            server.expectDone();
        }
    }

    @Test
    void keepsQuietWhereToldTo() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x89, "");
                    raw.bytes(0x88, 0);
                    assertThat(raw.read().text()).isEqualTo("only this");
                    assertThat(raw.readByte()).isEqualTo(-1);
                });
                RecordingClient client =
                        server.client().withoutPongs().withoutCloseReply().open()) {
            assertThat(client.awaitClose().code()).isEqualTo(1005);
            client.send("only this").close();
            server.expectDone();
        }
    }

    @Test
    void closesAsTheClientWhoBegan() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    ClientFrame close = raw.read();
                    assertThat(close.first()).isEqualTo(0x88);
                    assertThat(close.payload()).startsWith(0x03, 0xE8).hasSize(5);
                    raw.bytes(0x88, 2, 0x03, 0xE8);
                    raw.socket().shutdownOutput();
                    assertThat(raw.readByte()).isEqualTo(-1); // no second close frame
                });
                RecordingClient client = server.client().open()) {
            client.close(1000, "bye");
            client.awaitClose(1000);
            assertThat(client.awaitEnd().cause()).isEqualTo(Cause.EOF);
            server.expectDone();
        }
    }

    @Test
    void everyWaitBeginsWhereTheOneBeforeEnded() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x81, "{\"type\":\"request\",\"seq\":1}");
                    raw.frame(0x81, HELLO);
                    raw.frame(0x81, "{\"type\":\"request\",\"seq\":2}");
                    raw.frame(0x81, "{\"type\":\"request\",\"seq\":3}");
                    raw.frame(0x81, HELLO);
                    raw.read();
                });
                RecordingClient client = server.client().open()) {
            client.awaitSystem("hello");
            assertThat(client.awaitMessages(2)).extracting(Text::seq).containsExactly(2L, 3L);
            assertThat(client.next().isSystem("hello")).isTrue();
            assertThat(client.unread()).isEmpty();
            assertThat(client.messages()).extracting(Text::seq).containsExactly(1L, 2L, 3L);
            assertThat(client.systems("hello")).hasSize(2);
            client.send("done");
            server.expectDone();
        }
    }

    @Test
    void saysWhatCameInsteadOfWhatWasWanted() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x81, HELLO);
                    raw.read();
                });
                RecordingClient client = server.client().open()) {
            client.awaitSystem("hello");
            client.deadline(Duration.ofMillis(50));
            assertThatThrownBy(() -> client.awaitMessages(2))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("waited 50 ms for 2 messages")
                    .hasMessageContaining("(read) text " + HELLO);
            client.send("end");
            assertThatThrownBy(client::awaitClose)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("a close frame")
                    .hasMessageContaining(HELLO);
        }
    }

    @Test
    void failsAtOnceWhereTheConnectionEndedInstead() throws Exception {
        try (RawServer server = RawServer.running(RawServer::upgrade);
                RecordingClient client = server.client().open()) {
            client.deadline(Duration.ofDays(1));
            assertThatThrownBy(client::awaitMessage)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("the connection ended")
                    .hasMessageContaining("EOF");
        }
    }

    @Test
    void tellsAResetFromAnOrderlyEnd() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.read();
                    raw.socket().setSoLinger(true, 0);
                });
                RecordingClient client = server.client().open()) {
            client.send("go");
            assertThat(client.awaitEnd().cause()).isEqualTo(Cause.RESET);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 81 00 00 00 00 61", // masked
                "C1 01 61", // a reserved bit
                "83 00", // an unknown opcode
                "8B 00", // an unknown control opcode
                "80 00", // a continuation of nothing
                "01 00 81 00", // a message inside a message
                "09 00", // a fragmented ping
                "89 7E 00 7E", // a long ping
                "81 7E 00 01 61", // a length not in its shortest form
                "88 01 03", // a close frame of one byte
                "81 01 FF", // not UTF-8
                "81 03 ED A0 80", // a surrogate in UTF-8
            })
    void recordsWhatAServerMustNotSend(String hex) throws Exception {
        int[] bytes = List.of(hex.split(" ")).stream()
                .mapToInt(b -> Integer.parseInt(b, 16))
                .toArray();
        byte[] padding = new byte[200];
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.bytes(bytes);
                    raw.write(new String(padding, StandardCharsets.ISO_8859_1));
                    raw.readByte();
                });
                RecordingClient client = server.client().open()) {
            assertThat(client.awaitEnd().cause()).isEqualTo(Cause.VIOLATION);
        }
    }
}
