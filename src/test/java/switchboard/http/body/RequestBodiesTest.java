package switchboard.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.policy.HttpSettings;
import switchboard.http.request.RequestHead;
import switchboard.http.request.RequestLine;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;
import switchboard.time.Deadlines;

class RequestBodiesTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    private final RequestBodies bodies = new RequestBodies(
            HttpSettings.from(new SettingsReader(
                    ConfigLayers.load(null, Map.of(), new Properties()).effective())),
            new Deadlines(KIT.system(), System::nanoTime),
            Materializer.matFromSystem(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    /** An overlong form, a surrogate, a value beyond Unicode, a byte of no text, a text that breaks off. */
    @ParameterizedTest
    @ValueSource(strings = {"c0af", "eda080", "f4908080", "ff", "e282"})
    void refusesWhatIsNotUtf8HoweverTheBodyIsRead(String hex) {
        ByteString body = ByteString.fromString("{\"name\":\"")
                .concat(ByteString.fromArray(HexFormat.of().parseHex(hex)))
                .concat(ByteString.fromString("\"}"));

        for (HttpResponse answer : new HttpResponse[] {bound(body), asText(body)}) {
            assertThat(answer.status().intValue()).isEqualTo(400);
            assertThat(text(answer)).contains("\"reason\":\"invalid_json\"").contains("the body is not UTF-8");
        }
    }

    /** Jackson would guess the charset from the zero bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE", "UTF-16"})
    void takesNoOtherCharset(String charset) throws Exception {
        ByteString body = ByteString.fromArray("{\"name\":\"A\"}".getBytes(charset));

        assertThat(text(bound(body))).contains("\"reason\":\"invalid_json\"");
    }

    @Test
    void handsOnWhatIsBound() {
        assertThat(bound(ByteString.fromString("{\"name\":\"\u00e9\"}"))
                        .status()
                        .intValue())
                .isEqualTo(204);
    }

    private record NameBody(JsonMember name) {}

    private HttpResponse bound(ByteString body) {
        JsonBody<NameBody> kind = new JsonBody<>(ProtocolJson.MAPPER, NameBody.class, "{\"name\": …}");
        return done(bodies.read(posted(body), kind, bound -> {
            assertThat(bound.name()).isEqualTo(new JsonMember.Text("\u00e9"));
            return CompletableFuture.completedStage(Responses.empty(204));
        }));
    }

    private HttpResponse asText(ByteString body) {
        return done(
                bodies.readText(posted(body), text -> CompletableFuture.failedStage(new AssertionError("was read"))));
    }

    private static HttpRequest posted(ByteString body) {
        return HttpRequest.POST("/")
                .withEntity(ContentTypes.APPLICATION_JSON, body)
                .addAttribute(
                        RequestHead.OF_REQUEST,
                        new RequestHead(RequestLine.NONE, List.of(), RequestHead.Body.NONE, Optional.empty()));
    }

    private static HttpResponse done(CompletionStage<HttpResponse> response) {
        return response.toCompletableFuture().join();
    }

    private static String text(HttpResponse response) {
        return ((HttpEntity.Strict) response.entity()).getData().decodeString(StandardCharsets.UTF_8);
    }
}
