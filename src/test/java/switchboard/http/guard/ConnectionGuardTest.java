package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.PlainSocket;
import switchboard.http.RawHttpClient;
import switchboard.http.ServedApi;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/** What the guard does to clients that do not read, that send ahead, or that have ended their side. */
class ConnectionGuardTest {
    private static final String ALGEBRA = "GET /api/sessions/" + ServedApi.ALGEBRA.id();

    @Test
    void cutsAClientThatReadsNoAnswer() {
        try (ServedApi api = new ServedApi(Map.of("http.idle-within", "3s"));
                RawHttpClient stalled = new RawHttpClient(api.port(), 4_096)) {
            stalled.send(ServedApi.head(ALGEBRA) + "\r\n");
            answerLargely(api);
            // The client reads nothing until it has been cut: it then gets a part, and no end.
            RunningStreams.awaitNoConnections(api);
            assertThat(stalled.readsAtLeast(3 << 20)).isFalse();
        }
    }

    /**
     * It was kept for ever, and its place in the session too: no time was measured between the decision and its
     * writing.
     */
    @Test
    void cutsAClientThatDoesNotReadUpToItsUpgrade() {
        try (ServedApi api = Handshakes.upgradingTo(PlainSocket::new, Map.of("http.idle-within", "3s"));
                RawHttpClient stalled = new RawHttpClient(api.port(), 4_096)) {
            stalled.send(ServedApi.head(ALGEBRA) + "\r\n" + Handshakes.REQUEST);
            answerLargely(api);
            RunningStreams.awaitNoConnections(api);
        }
    }

    /** Some three and a half megabytes: more than the buffers of both systems hold together. */
    private static void answerLargely(ServedApi api) {
        List<UserId> students = IntStream.range(0, 70_000)
                .mapToObj(i -> new UserId("student-%042d".formatted(i)))
                .toList();
        SessionInfo large = new SessionInfo(
                ServedApi.ALGEBRA.id(),
                new SessionName("Algebra"),
                new UserId("teacher"),
                students,
                Map.of(),
                ServedApi.ALGEBRA.startTime(),
                null);
        api.hub.expectMessageClass(HubProtocol.Find.class).replyTo().tell(new HubProtocol.Found(large, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void givesALargeAnswerWholeToAClientThatHasEndedItsSide(boolean atOnce) {
        try (ServedApi api = new ServedApi();
                RawHttpClient client = new RawHttpClient(api.port(), 4_096)) {
            client.send(ServedApi.head(ALGEBRA, "Connection: close") + "\r\n");
            if (atOnce) {
                client.finishSending();
                answerLargely(api);
            } else {
                answerLargely(api);
                client.readBytes(1_000_000);
                client.finishSending();
            }
            assertThat(client.readsAtLeast(2_000_000)).isTrue();
            assertThat(client.readBytes(10_000_000)).endsWith("\"connection_count\":0}");
        }
    }

    @Test
    void answersAClientThatHasSentAllAndClosedItsSide() {
        try (ServedApi api = new ServedApi();
                RawHttpClient client = new RawHttpClient(api.port())) {
            client.send(ServedApi.head("GET /health") + "\r\n").finishSending();
            RawHttpClient.Response response = client.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body().getBytes(StandardCharsets.UTF_8).length).isPositive();
            assertThat(client.closedByServer()).isTrue();
        }
    }

    /** One piece is read ahead of each, so as to hear of a client that leaves: 2,000 polls kept 32 MB. */
    @Test
    void whatFollowsRequestsThatWaitCountsAsUnfinished_I5() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        try (ServedApi api = new ServedApi(Map.of("http.incoming-bytes", "1 MiB"))) {
            byte[] request =
                    (ServedApi.head("GET /api/sessions") + "\r\n").repeat(100).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 100; i++) {
                Socket socket = new Socket("127.0.0.1", api.port());
                waiting.add(socket);
                socket.getOutputStream().write(request);
            }
            Socket refused = api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
                for (Socket socket : waiting) {
                    if (available(socket) > 0) {
                        return socket;
                    }
                }
                throw new AssertionError("nobody was refused");
            });
            String answer =
                    new String(refused.getInputStream().readNBytes(available(refused)), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 503 ")
                    .contains("\"reason\":\"unavailable\"")
                    .contains("\r\nRetry-After: 1\r\n")
                    .contains("\r\nConnection: close\r\n");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    private static int available(Socket socket) {
        try {
            return socket.getInputStream().available();
        } catch (IOException gone) {
            return 0;
        }
    }
}
