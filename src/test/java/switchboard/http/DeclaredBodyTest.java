package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.http.ErrorAnswers.isError;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request says its body is: JSON, not compressed, however that is written; else 415. */
class DeclaredBodyTest {
    private static ServedApi api;

    @BeforeAll
    static void start() {
        api = new ServedApi(Map.of("http.linger-within", "5s"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/json; charset=iso-8859-1",
                "application/jsonx",
                "application/x-www-form-urlencoded",
                "rubbish"
            })
    void answersAnotherContentTypeWith415(String type) {
        isError(api.post("{}", "Content-Type: " + type), 415, "unsupported_media_type");
    }

    /** It named a type of pekko's that nobody had sent. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: text/plain; x=y   | Content-Type: \"text/plain; x=y\"",
                "Content-Type: rubbish           | Content-Type: \"rubbish\"",
                "X: y                            | Content-Type: missing"
            })
    void quotesTheContentTypeThatWasSent(String header, String quoted) {
        RawHttpClient.Response response = api.post("{}", header);

        isError(response, 415, "unsupported_media_type");
        assertThat(response.json().path("message").asText()).startsWith(quoted + " (allowed: application/json");
    }

    /** It was read as if it were not compressed. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity, gzip", "br"})
    void answersACompressedBodyWith415(String coding) {
        RawHttpClient.Response response =
                api.post("{}", "Content-Type: application/json", "Content-Encoding: " + coding);

        isError(response, 415, "unsupported_media_type");
        assertThat(response.json().path("message").asText()).contains('"' + coding + '"', "identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "", " , Identity"})
    void takesABodyThatIsNotCompressedHoweverThatIsSaid(String coding) {
        isError(api.post("{}", "Content-Type: application/json", "Content-Encoding: " + coding), 400, "invalid_name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=\"UTF-8\"",
                "application/json; x=y",
                "application/json;",
                "application/json ; ; charset=utf-8 ;"
            })
    void takesJsonHoweverItIsWritten(String type) {
        isError(api.post("{}", "Content-Type: " + type), 400, "invalid_name");
    }
}
