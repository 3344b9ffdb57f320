package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.contract.documents.ApiDocument.names;
import static switchboard.contract.documents.ApiDocument.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;

/** What openapi.yaml and asyncapi.yaml say by themselves: whole, and with the words of the protocol's catalogues. */
class ApiDocumentsTest {
    private static final ApiDocument OPEN_API = ApiDocument.openApi();
    private static final ApiDocument ASYNC_API = ApiDocument.asyncApi();

    /** What a frame can be refused for; all others are of HTTP only. */
    private static final Set<Refusal> OF_FRAMES = EnumSet.range(Refusal.RATE_LIMITED, Refusal.RECIPIENT_OFFLINE);

    /** What only a WebSocket knows. */
    private static final Set<Refusal> NEVER_BY_HTTP = EnumSet.of(Refusal.UNSUPPORTED_DATA, Refusal.RECIPIENT_OFFLINE);

    static Stream<Named<ApiDocument>> documents() {
        return Stream.of(Named.of("openapi.yaml", OPEN_API), Named.of("asyncapi.yaml", ASYNC_API));
    }

    // ---- whole

    @Test
    void openApiHasWhatVersion3Point1Asks() {
        assertThat(OPEN_API.at("/openapi").textValue()).matches("3\\.1\\.\\d+");
        assertThat(OPEN_API.at("/info/title").textValue()).isNotBlank();
        assertThat(OPEN_API.at("/info/version").textValue()).isNotBlank();
        Set<String> ids = new HashSet<>();
        int operations = 0;
        for (JsonNode path : OPEN_API.at("/paths")) {
            for (String method : List.of("get", "post", "delete")) {
                JsonNode operation = path.path(method);
                if (operation.isMissingNode()) {
                    continue;
                }
                operations++;
                ids.add(operation.path("operationId").textValue());
                assertThat(operation.path("responses").isEmpty())
                        .as(operation.toString())
                        .isFalse();
                operation.path("responses").fields().forEachRemaining(response -> {
                    assertThat(response.getKey()).matches("[1-5][0-9X]{2}|default");
                    assertThat(OPEN_API.resolved(response.getValue())
                                    .path("description")
                                    .textValue())
                            .as(response.toString())
                            .isNotBlank();
                });
            }
        }
        assertThat(ids)
                .as("each operation has an id of its own")
                .hasSize(operations)
                .doesNotContainNull();
    }

    @Test
    void asyncApiHasWhatVersion3Asks() {
        assertThat(ASYNC_API.at("/asyncapi").textValue()).isEqualTo("3.0.0");
        assertThat(ASYNC_API.at("/info/title").textValue()).isNotBlank();
        assertThat(ASYNC_API.at("/info/version").textValue()).isNotBlank();
        JsonNode operations = ASYNC_API.at("/operations");
        assertThat(operations).hasSize(4);
        for (JsonNode operation : operations) {
            assertThat(operation.path("action").textValue()).isIn("send", "receive");
            String channel = operation.path("channel").path("$ref").textValue();
            assertThat(ASYNC_API
                            .resolved(operation.path("channel"))
                            .path("address")
                            .textValue())
                    .isEqualTo("/ws");
            for (JsonNode message : operation.path("messages")) {
                assertThat(message.path("$ref").textValue()).startsWith(channel + "/messages/");
                assertThat(ASYNC_API.resolved(message).path("payload").isObject())
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyReferenceLeadsSomewhere(ApiDocument document) {
        assertThat(document.references()).isNotEmpty().allMatch(document::resolves);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyPartIsUsed(ApiDocument document) {
        Set<String> used = new HashSet<>(document.references());
        // Answers to what is no call of this document.
        used.add("#/components/responses/NotFound");
        used.add("#/components/responses/MethodNotAllowed");
        // Named by what they are, not by a reference.
        document.at("/security")
                .forEach(way -> names(way).forEach(name -> used.add("#/components/securitySchemes/" + name)));
        for (String kind : names(document.at("/components"))) {
            for (String name : names(document.at("/components/" + kind))) {
                assertThat(used).contains("#/components/" + kind + "/" + name);
            }
        }
    }

    // ---- examples

    @ParameterizedTest
    @MethodSource("documents")
    void everyExampleIsAsItsSchemaSays(ApiDocument document) {
        List<String> wrong = new ArrayList<>();
        int checked = checkExamples(document, document.at(""), wrong);

        assertThat(wrong).isEmpty();
        assertThat(checked).isGreaterThan(20);
    }

    /** Returns how many were found. */
    private static int checkExamples(ApiDocument document, JsonNode node, List<String> wrong) {
        int checked = 0;
        JsonNode schema = node.has("payload") ? node.path("payload") : node.path("schema");
        JsonNode examples = node.path("examples");
        if (schema.isObject()) {
            // Of a media type, a parameter or a header by name; of a message of AsyncAPI in a list.
            for (JsonNode example : examples) {
                checked += check(
                        document,
                        schema,
                        example.has("payload") ? example.path("payload") : example.path("value"),
                        wrong);
            }
            checked += node.has("example") ? check(document, schema, node.path("example"), wrong) : 0;
        } else if (examples.isArray()) {
            for (JsonNode example : examples) {
                checked += check(document, node, example, wrong);
            }
        }
        for (String name : names(node)) {
            checked += checkExamples(document, node.path(name), wrong);
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                checked += checkExamples(document, element, wrong);
            }
        }
        return checked;
    }

    private static int check(ApiDocument document, JsonNode schema, JsonNode example, List<String> wrong) {
        document.problems(schema, example).forEach(problem -> wrong.add(problem + " in " + example));
        return 1;
    }

    /** Otherwise the tests of real answers would prove little. */
    @Test
    void aMemberThatIsNotDescribedIsAProblemAtAnyDepthButInContent() throws IOException {
        String message =
                "{'id':'0193b5a3-02f0-7aa1-8c3d-5e6f7a8b9c0d','session_id':'0193b5a2-7c1e-7d4a-9b6e-3f1c2a5d8e70',"
                        + "'type':'analytics','context':'c','from_user':'ana','content':{'any':{'thing':1}},"
                        + "'timestamp':'2026-11-23T08:03:05.123Z','seq':1%s}";
        String posted = "{'message':" + message + ",'duplicate':false,'recipients':0}";
        JsonNode schema = OPEN_API.at("/components/schemas/Posted");

        assertThat(OPEN_API.problems(schema, json(posted.formatted("")))).isEmpty();
        assertThat(OPEN_API.problems(schema, json(posted.formatted(",'more':1"))))
                .isNotEmpty();
        assertThat(OPEN_API.problems(
                        schema, json(posted.formatted("").replace("'recipients'", "'more':1,'recipients'"))))
                .isNotEmpty();
        assertThat(OPEN_API.problems(schema, json(posted.formatted("").replace("'seq':1", "'seq':0"))))
                .isNotEmpty();
    }

    private static JsonNode json(String singleQuoted) throws IOException {
        return new YAMLMapper().readTree(singleQuoted);
    }

    // ---- the words of the catalogues

    @Test
    void openApiNamesEveryReasonOfARefusalAndNoOther() {
        Set<Refusal> byHttp = EnumSet.complementOf(EnumSet.copyOf(NEVER_BY_HTTP));

        assertThat(texts(OPEN_API.at("/components/schemas/Error/properties/reason/enum")))
                .containsExactlyInAnyOrderElementsOf(codes(byHttp));
    }

    @Test
    void everyReasonStandsUnderItsStatusAndUnderNoOther() {
        Set<String> stated = new TreeSet<>();
        for (JsonNode responses : OPEN_API.at("/paths").findValues("responses")) {
            for (String status : names(responses)) {
                stated.addAll(reasons(OPEN_API.resolved(responses.path(status)), status));
            }
        }
        stated.addAll(reasons(OPEN_API.at("/components/responses/NotFound"), "404"));
        stated.addAll(reasons(OPEN_API.at("/components/responses/MethodNotAllowed"), "405"));

        assertThat(stated)
                .containsExactlyInAnyOrderElementsOf(codes(EnumSet.complementOf(EnumSet.copyOf(NEVER_BY_HTTP))));
    }

    private static List<String> reasons(JsonNode response, String status) {
        List<String> reasons = new ArrayList<>();
        response.findValues("reason").forEach(reason -> reasons.addAll(texts(reason.path("enum"))));
        for (String reason : reasons) {
            assertThat(refusal(reason).status()).as(reason).isEqualTo(Integer.parseInt(status));
        }
        if (Integer.parseInt(status) >= 400) {
            assertThat(reasons).as("reasons of " + status).isNotEmpty();
            response.findValues("code").stream()
                    .filter(JsonNode::isObject)
                    .forEach(code -> assertThat(code.path("const").asText()).isEqualTo(status));
        }
        return reasons;
    }

    private static Refusal refusal(String code) {
        return Arrays.stream(Refusal.values())
                .filter(refusal -> refusal.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such refusal: " + code));
    }

    @Test
    void asyncApiNamesEveryCodeThatAFrameIsRefusedWithAndNoOther() {
        // Behind what this test's own reading wraps around a schema.
        JsonNode content = ASYNC_API.at("/components/schemas/MessageError/properties/content/allOf/0");

        assertThat(texts(content.at("/properties/code/enum")))
                .containsExactlyInAnyOrderElementsOf(
                        codes(EnumSet.copyOf(Stream.concat(OF_FRAMES.stream(), Stream.of(Refusal.NOT_ENROLLED))
                                .toList())));
    }

    private static List<String> codes(Set<Refusal> refusals) {
        return refusals.stream().map(Refusal::code).toList();
    }

    @Test
    void asyncApiNamesEveryCloseAndNoOther() {
        List<String> stated = new ArrayList<>();
        for (JsonNode close : ASYNC_API.at("/x-close-codes")) {
            stated.add(close.path("code").intValue() + " "
                    + close.path("closing_code").asText("") + " "
                    + close.path("reconnect").booleanValue());
            assertThat(close.path("description").textValue()).isNotBlank();
            assertThat(close.path("last_frame").asText("").equals("closing")).isEqualTo(close.has("closing_code"));
        }
        JsonNode closing = ASYNC_API.at("/components/schemas/Closing/properties/content/allOf/0");

        assertThat(stated)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CloseReason.values())
                        .map(reason ->
                                reason.closeCode() + " " + reason.closingCode().orElse("") + " " + reason.reconnect())
                        .distinct()
                        .toList());
        assertThat(texts(closing.at("/properties/code/enum")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CloseReason.values())
                        .map(CloseReason::closingCode)
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theOtherWordsAreThoseOfTheProtocol(ApiDocument document) {
        assertThat(texts(document.at("/components/schemas/MessageType/enum")))
                .isEqualTo(Arrays.stream(MessageType.values())
                        .map(MessageType::wire)
                        .toList());
        assertThat(texts(document.at("/components/schemas/Role/enum")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Role.values()).map(Role::wire).toList());
    }

    @Test
    void theLimitAndTheSubprotocolAreThoseOfTheProtocol() {
        JsonNode welcome = ASYNC_API.at("/components/schemas/Welcome/properties/content/allOf/0/properties");
        JsonNode error = ASYNC_API.at("/components/schemas/MessageError/properties/content/allOf/0/properties");

        assertThat(welcome.path("protocol").path("const").textValue()).isEqualTo(ProtocolVersion.V2_SUBPROTOCOL);
        assertThat(welcome.at("/limits/allOf/0/properties/content_bytes/const").intValue())
                .isEqualTo(Content.MAX_BYTES);
        assertThat(error.at("/limit_bytes/const").intValue()).isEqualTo(Content.MAX_BYTES);
    }

    @Test
    void whatStandsInBothIsTheSameInBoth() {
        List<String> inBoth = names(OPEN_API.at("/components/schemas"));
        inBoth.retainAll(names(ASYNC_API.at("/components/schemas")));

        assertThat(inBoth).contains("Message", "Session", "Participant", "UserId", "Timestamp");
        for (String name : inBoth) {
            assertThat(ASYNC_API.at("/components/schemas/" + name))
                    .isEqualTo(OPEN_API.at("/components/schemas/" + name));
        }
    }
}
