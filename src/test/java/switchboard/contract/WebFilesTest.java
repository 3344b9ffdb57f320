package switchboard.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.Answer;
import switchboard.testing.SharedServer;

/** The files for those who write clients. */
class WebFilesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @ParameterizedTest
    @CsvSource({
        "/switchboard.js, application/javascript, export",
        "/openapi.yaml, application/yaml, openapi: 3.1",
        "/asyncapi.yaml, application/yaml, asyncapi: 3"
    })
    void servesEachWithItsTypeAndOnlyWhereItChanged(String path, String type, String text) {
        Answer first = SERVER.api().get(path).expect(200);
        assertThat(first.header("content-type").orElseThrow()).startsWith(type);
        assertThat(first.body()).contains(text);
        String tag = first.header("etag").orElseThrow();
        Answer again = SERVER.api().send("GET", path, null, "If-None-Match", tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void nothingElseIsAFile() {
        SERVER.api().get("/web/switchboard.js").expect(404);
        SERVER.api().get("/switchboard.js/").expect(404);
        assertThat(SERVER.api().send("POST", "/switchboard.js", "{}").status()).isEqualTo(405);
    }
}
