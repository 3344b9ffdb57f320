package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import switchboard.testing.client.Received.Closed;
import switchboard.testing.client.Received.Text;
import switchboard.testing.client.RecordingClient;

/** Holds frames and closes against asyncapi.yaml, each by the version that it was sent in. */
public final class DocumentedFrames {
    public static final String V1 = "v1";
    public static final String V2 = "v2";

    private static final ApiDocument DOCUMENT = ApiDocument.asyncApi();
    private static final ObjectMapper JSON = new ObjectMapper();

    private DocumentedFrames() {}

    /** Sends what must be as the document says of a client's frames. */
    public static void sends(String version, RecordingClient client, String draft) {
        JsonNode payload = DOCUMENT.resolved(DOCUMENT.at("/channels/" + version + "/messages/draft"))
                .path("payload");
        assertThat(DOCUMENT.problems(payload, parsed(draft))).as(draft).isEmpty();
        client.send(draft);
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every text frame that these have got so far. */
    public static void allAreDocumented(String version, RecordingClient... clients) {
        for (RecordingClient client : clients) {
            List<Text> texts = client.texts();
            assertThat(texts).isNotEmpty();
            for (Text text : texts) {
                String name = text.isSystem() ? text.json().path("context").asText() : "message";
                assertThat(sentIn(version)).as(text.toString()).contains(name);
                JsonNode message = DOCUMENT.at("/channels/" + version + "/messages/" + name);
                assertThat(DOCUMENT.problems(message.path("payload"), text.json()))
                        .as(text.toString())
                        .isEmpty();
            }
        }
    }

    /** The names of what the server sends in a version. */
    private static List<String> sentIn(String version) {
        List<String> names = new ArrayList<>();
        for (JsonNode message : DOCUMENT.at("/operations/send" + version.toUpperCase(Locale.ROOT) + "/messages")) {
            String reference = message.path("$ref").textValue();
            names.add(reference.substring(reference.lastIndexOf('/') + 1));
        }
        return names;
    }

    /** The close must be one of the document, and the frame before it the one that the document names. */
    public static void assertClosed(RecordingClient client, int code) {
        Closed closed = client.awaitClose(code);
        List<Text> texts = client.texts();
        Text last = texts.get(texts.size() - 1);
        JsonNode documented = null;
        for (JsonNode close : DOCUMENT.at("/x-close-codes")) {
            boolean sameAdvice = !close.has("closing_code")
                    || close.path("reconnect").equals(last.content().path("reconnect"));
            if (close.path("code").intValue() == closed.code() && sameAdvice) {
                documented = close;
            }
        }
        assertThat(documented).as(closed.toString()).isNotNull();
        if (documented.has("last_frame")) {
            assertThat(last.isSystem(documented.path("last_frame").textValue()))
                    .as(last.toString())
                    .isTrue();
        }
        if (documented.has("closing_code")) {
            assertThat(last.code()).isEqualTo(documented.path("closing_code").textValue());
        }
    }
}
