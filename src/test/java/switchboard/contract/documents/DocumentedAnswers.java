package switchboard.contract.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import switchboard.testing.client.Answer;

/** Holds answers of the server against openapi.yaml: status, headers, members and reasons. */
public final class DocumentedAnswers {
    public static final ApiDocument DOCUMENT = ApiDocument.openApi();

    public static final String SESSIONS = "/api/sessions";
    public static final String SESSION = "/api/sessions/{id}";
    public static final String MESSAGES = "/api/sessions/{id}/messages";
    public static final String JOIN_CODE = "/api/sessions/{id}/join-code";
    public static final String JOIN = "/api/join/{code}";
    public static final String PARTICIPANTS = "/api/sessions/{id}/participants";

    private DocumentedAnswers() {}

    public static JsonNode operation(String method, String path) {
        JsonNode operation = DOCUMENT.at("/paths").path(path).path(method);
        assertThat(operation.isObject()).as(method + " " + path).isTrue();
        return operation;
    }

    /** An error of this reason, as the document has it for this call. */
    public static void refused(Answer answer, String method, String path, int status, String reason) {
        answer.expectError(status, reason);
        documented(answer, method, path, status);
    }

    /** As the document has it for this call and status; returns the body. */
    public static JsonNode documented(Answer answer, String method, String path, int status) {
        answer.expect(status);
        JsonNode response =
                DOCUMENT.resolved(operation(method, path).path("responses").path(Integer.toString(status)));
        assertThat(response.isObject())
                .as("%s %s has no status %d", method, path, status)
                .isTrue();
        return conforms(answer, response);
    }

    /** As a response of the document says. */
    public static JsonNode conforms(Answer answer, JsonNode response) {
        assertHeaders(response, answer);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/json");
        JsonNode body = answer.json();
        assertThat(DOCUMENT.problems(
                        response.path("content").path("application/json").path("schema"), body))
                .as(answer.toString())
                .isEmpty();
        return body;
    }

    public static void assertHeaders(JsonNode response, Answer answer) {
        for (String name : ApiDocument.names(response.path("headers"))) {
            JsonNode header = DOCUMENT.resolved(response.path("headers").path(name));
            Optional<String> value = answer.header(name);
            if (header.path("required").booleanValue()) {
                assertThat(value).as(name + " of " + answer).isPresent();
            }
            value.ifPresent(text -> assertThat(DOCUMENT.problems(header.path("schema"), typed(header, text)))
                    .as(name)
                    .isEmpty());
        }
    }

    private static JsonNode typed(JsonNode header, String value) {
        return header.at("/schema/type").asText().equals("integer")
                ? IntNode.valueOf(Integer.parseInt(value))
                : TextNode.valueOf(value);
    }
}
