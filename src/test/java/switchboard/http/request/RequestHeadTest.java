package switchboard.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpProtocols;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A head that is answered without pekko-http. */
class RequestHeadTest {
    private static final String HANDSHAKE = "GET /ws HTTP/1.1\nHost: x\nUpgrade: websocket\n";

    /** @param lines each ended by a line feed, the empty one left out */
    private static RequestHead head(String lines) {
        HeadReader reader = new HeadReader(8_192, 2_048);
        reader.read((lines.replace("\n", "\r\n") + "\r\n").getBytes(StandardCharsets.UTF_8), 0);
        return Objects.requireNonNull(reader.head(), "not a whole head");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HANDSHAKE,
                "GET /ws?session_id=1&user_id=a%20b HTTP/1.1\nHost: x\nConnection: keep-alive, Upgrade\nUPGRADE: WebSocket\n",
                "GET http://x/ws HTTP/1.1\nHost: x\nUpgrade: h2c, websocket\n",
                "GET /ws HTTP/1.0\nUpgrade: websocket\n",
                HANDSHAKE + "Content-Length: 0\n"
            })
    void isAHandshakeWhereItAsksForAWebSocketAndNothingElse(String lines) {
        assertThat(head(lines).isHandshake()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws HTTP/1.1\nHost: x\n",
                "GET /ws/ HTTP/1.1\nHost: x\nUpgrade: websocket\n",
                "GET /w%73 HTTP/1.1\nHost: x\nUpgrade: websocket\n",
                "GET /health HTTP/1.1\nHost: x\nUpgrade: websocket\n",
                "POST /ws HTTP/1.1\nHost: x\nUpgrade: websocket\n",
                "GET /ws HTTP/1.1\nUpgrade: websocket\n", // refused: no host
                HANDSHAKE + "Content-Length: 1\n",
                HANDSHAKE + "Transfer-Encoding: chunked\n"
            })
    void isNoneWhereAnythingIsMissingOrFollows(String lines) {
        assertThat(head(lines).isHandshake()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/join/ABC-DEF, /api/join/…",
        "/api/join/abcdef?x=1, /api/join/…",
        "/api/%6Aoin/ABC-DEF/, /api/%6Aoin/…",
        "/API/JOIN/ABC-DEF, /API/JOIN/…",
        "/api/j%4FIN%2fABC-DEF, /api/j%4FIN%2f…",
        "/api/join/, /api/join/…",
        "/j/ABC-DEF, /j/…",
        "/J/abcdef/?x=1, /J/…",
        "/%6A%2FABC-DEF, /%6A%2F…",
        "/j, /j",
        "/api/join, /api/join",
        "/api/sessions/x/join-code, /api/sessions/x/join-code",
        "/api/sessions/x/messages?user_id=a, /api/sessions/x/messages"
    })
    void itsPathIsLoggedWithoutAJoinCode(String target, String logged) {
        assertThat(head("GET " + target + " HTTP/1.1\nHost: x\n").loggedPath()).isEqualTo(logged);
    }

    @Test
    void isTheRequestThatWasSent() {
        RequestHead head = head("GET /ws?user_id=a%20b&x=%C3%A9 HTTP/1.1\nHost: x:8080\n"
                + "Sec-WebSocket-Protocol: one\nOrigin: http://y\nSec-WebSocket-Protocol: two\n"
                + "upgrade: websocket\n");
        assertThat(head.query()).isEqualTo("user_id=a%20b&x=%C3%A9");
        HttpRequest request = head.withoutBody();
        assertThat(request.method()).isEqualTo(HttpMethods.GET);
        assertThat(request.protocol()).isEqualTo(HttpProtocols.HTTP_1_1);
        assertThat(request.getUri().path()).isEqualTo("/ws");
        assertThat(request.getUri().rawQueryString()).isEmpty();
        List<String> headers = new ArrayList<>();
        request.getHeaders().forEach(header -> headers.add(said(header)));
        assertThat(headers)
                .containsExactlyInAnyOrder(
                        "Host: x:8080",
                        "Sec-WebSocket-Protocol: one",
                        "Sec-WebSocket-Protocol: two",
                        "Origin: http://y",
                        "upgrade: websocket");
        assertThat(request.entity().isStrict()).isTrue();
        assertThat(request.entity().getContentLengthOption()).hasValue(0);
    }

    private static String said(HttpHeader header) {
        return header.name() + ": " + header.value();
    }

    @Test
    void keepsTheOlderVersion() {
        assertThat(head("GET /ws HTTP/1.0\nUpgrade: websocket\n").withoutBody().protocol())
                .isEqualTo(HttpProtocols.HTTP_1_0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /ws HTTP/1.1\n",
                HANDSHAKE + "Content-Length: 1\n",
                HANDSHAKE + "Transfer-Encoding: chunked\n"
            })
    void hasNoRequestWithoutABodyWhereThereIsOneOrItIsRefused(String lines) {
        RequestHead head = head(lines);
        assertThatIllegalStateException().isThrownBy(head::withoutBody);
    }
}
