package switchboard.testing.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import switchboard.testing.Json;

/**
 * What came back for an HTTP request.
 *
 * @param headers by name in small letters
 */
public record Answer(int status, Map<String, List<String>> headers, String body) {

    /** The body as JSON; fails the test if it is none. */
    public JsonNode json() {
        return Json.parse(body).orElseThrow(() -> new AssertionError("not JSON: " + this));
    }

    /** The first value of a header, whatever its case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** Fails the test, showing the whole answer, unless the status is this one. */
    public Answer expect(int expectedStatus) {
        assertThat(status).as(toString()).isEqualTo(expectedStatus);
        return this;
    }

    /** Fails the test unless this is an error in the form of protocol.md, section 3. */
    public Answer expectError(int expectedStatus, String reason) {
        expect(expectedStatus);
        JsonNode error = json();
        assertThat(error.path("code").intValue()).as(toString()).isEqualTo(expectedStatus);
        assertThat(error.path("reason").textValue()).as(toString()).isEqualTo(reason);
        assertThat(error.path("error").textValue()).as(toString()).isNotBlank();
        assertThat(error.path("message").textValue()).as(toString()).isNotBlank();
        return this;
    }
}
