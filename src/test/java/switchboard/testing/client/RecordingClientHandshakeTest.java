package switchboard.testing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How the client that judges the server opens a connection, against answers written by hand. */
class RecordingClientHandshakeTest {
    @Test
    void asksForAnUpgradeAsTheStandardSays() throws Exception {
        try (RawServer server = RawServer.running(RawServer::upgrade);
                RecordingClient client = RecordingClient.to("127.0.0.1", server.port(), "/ws?user_id=a")
                        .subprotocol("switchboard.v2")
                        .header("Origin", "http://here")
                        .open()) {
            server.expectDone();

            assertThat(server.requestHead()).startsWith("GET /ws?user_id=a HTTP/1.1\r\n");
            assertThat(server.header("upgrade")).isEqualTo("websocket");
            assertThat(server.header("connection")).isEqualTo("Upgrade");
            assertThat(server.header("sec-websocket-version")).isEqualTo("13");
            assertThat(server.header("sec-websocket-key")).hasSize(24);
            assertThat(server.header("sec-websocket-protocol")).isEqualTo("switchboard.v2");
            assertThat(server.header("origin")).isEqualTo("http://here");
            assertThat(client.handshake().status()).isEqualTo(101);
        }
    }

    /** The example of RFC 6455, section 1.3. */
    @Test
    void knowsWhatAKeyMustBeAnsweredBy() {
        assertThat(Upgrade.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void failsWhereTheAnswerToTheKeyIsWrong() throws Exception {
        try (RawServer server =
                RawServer.running(raw -> raw.write("HTTP/1.1 101 OK\r\nSec-WebSocket-Accept: wrong\r\n\r\n"))) {
            assertThatThrownBy(() -> server.client().open())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no WebSocket");
        }
    }

    @Test
    void showsARefusalWhole() throws Exception {
        RawServer.Script refusal = raw -> raw.write(
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 25\r\nX-A: 1\r\nx-a: 2\r\n\r\n{\"reason\":\"not_enrolled\"}");
        try (RawServer server = RawServer.running(refusal)) {
            Answer answer = server.client().refused();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.headers()).containsEntry("x-a", List.of("1", "2"));
            assertThat(answer.json().get("reason").textValue()).isEqualTo("not_enrolled");
        }
        try (RawServer server = RawServer.running(refusal)) {
            assertThatThrownBy(() -> server.client().open())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("403")
                    .hasMessageContaining("not_enrolled");
        }
        try (RawServer server = RawServer.running(RawServer::upgrade)) {
            assertThatThrownBy(() -> server.client().refused())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("not refused");
        }
    }
}
