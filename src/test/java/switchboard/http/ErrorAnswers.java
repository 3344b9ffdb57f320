package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

/** The one form of every error (protocol.md, section 3), always with what a browser needs. */
final class ErrorAnswers {
    private ErrorAnswers() {}

    static void isError(RawHttpClient.Response response, int status, String reason) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.json().path("code").asInt()).isEqualTo(status);
        assertThat(response.json().path("error").asText()).isNotEmpty();
        assertThat(response.json().path("message").asText()).isNotEmpty();
        assertThat(response.json().size()).isEqualTo(4);
        assertThat(response.header("Content-Type")).isEqualTo("application/json");
        assertThat(response.header("Vary")).isEqualTo("Origin");
        assertThat(response.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, DELETE");
    }
}
