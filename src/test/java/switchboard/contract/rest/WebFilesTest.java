package switchboard.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.client.Answer;
import switchboard.testing.server.SharedServer;

/** The page, and the files for those who write clients. */
class WebFilesTest {
    @RegisterExtension
    static final SharedServer SERVER = SharedServer.withDefaults();

    @ParameterizedTest
    @CsvSource({
        "/switchboard.js, application/javascript, export",
        "/switchboard.d.ts, text/plain, export function connect",
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
    void pageRunsNothingButOurFilesAndIsPutIntoNoOther() {
        Answer page = SERVER.api().get("/").expect(200);

        assertThat(page.header("content-type").orElseThrow()).isEqualTo("text/html; charset=UTF-8");
        assertThat(page.header("cache-control")).contains("no-cache");
        assertThat(page.header("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "*");
    }

    /** Whatever stands in one of them is in the address of all: a browser never has a part of another version. */
    @Test
    void whatThePageNeedsMayBeKeptForEver() {
        Matcher addresses = Pattern.compile("(?:src|href)=\"(app/[^\"]+)\"")
                .matcher(SERVER.api().get("/").body());
        List<String> files = addresses.results().map(found -> found.group(1)).toList();

        assertThat(files).hasSizeGreaterThan(3).allMatch(file -> file.matches("app/[0-9a-f]{32}/.*"));
        for (String file : files) {
            Answer answer = SERVER.api().get("/" + file).expect(200);
            assertThat(answer.header("cache-control").orElseThrow()).contains("immutable");
        }
        SERVER.api().get("/" + files.get(0).replaceAll("/[0-9a-f]{32}/", "/0/")).expect(404);
    }

    @Test
    void comesCompressedToWhoTakesIt() throws IOException {
        Answer plain = SERVER.api().get("/switchboard.js").expect(200);
        byte[] compressed = SERVER.api().bytes("/switchboard.js", "Accept-Encoding", "br, gzip");

        assertThat(compressed.length).isLessThan(plain.body().length() / 2);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
        }
        assertThat(plain.header("content-encoding")).isEmpty();
        assertThat(plain.header("vary")).contains("Accept-Encoding");
        assertThat(SERVER.api()
                        .send("GET", "/switchboard.js", null, "Accept-Encoding", "gzip;q=0")
                        .header("content-encoding"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br,, GZIP ; q=0.5      | true",
                ",x-gzip                | true",
                "*                      | true",
                "br, *;q=0.1            | true",
                "*, gzip;q=0            | false",
                "gzip;q=0.000           | false",
                "identity, *;q=0        | false",
                "gzipped                | false",
            })
    void comesCompressedByTheWholeListOfWhatIsTaken(String accepted, boolean compressed) {
        Answer answer = SERVER.api().send("GET", "/switchboard.js", null, "Accept-Encoding", accepted);

        assertThat(answer.header("content-encoding").isPresent()).isEqualTo(compressed);
    }

    @Test
    void comesCompressedWhereAnotherLineTakesIt() {
        Answer answer =
                SERVER.api().send("GET", "/switchboard.js", null, "Accept-Encoding", "br", "Accept-Encoding", "gzip");

        assertThat(answer.header("content-encoding")).contains("gzip");
    }

    /** A tag that only holds ours is another one. */
    @Test
    void isNotSentAgainToWhoNamesItsTag() {
        String tag = SERVER.api().get("/switchboard.js").header("etag").orElseThrow();

        for (String known : List.of(tag, "W/" + tag, "\"x,y\", " + tag, ",, " + tag + " ,", "*")) {
            assertThat(SERVER.api()
                            .send("GET", "/switchboard.js", null, "If-None-Match", known)
                            .status())
                    .as(known)
                    .isEqualTo(304);
        }
        for (String other : List.of("\"x\"", "x" + tag, "\"x" + tag.substring(1), tag.replace("\"", ""))) {
            assertThat(SERVER.api()
                            .send("GET", "/switchboard.js", null, "If-None-Match", other)
                            .status())
                    .as(other)
                    .isEqualTo(200);
        }
    }

    @Test
    void drawsLinksAndSaysWhatIsAllowed() {
        Answer code = SERVER.api().get("/qr.svg?text=http%3A%2F%2Fexample%2F").expect(200);
        assertThat(code.header("content-type")).contains("image/svg+xml");
        assertThat(code.body()).startsWith("<svg");
        assertThat(SERVER.api()
                        .get("/qr.svg")
                        .expectError(400, "missing_parameter")
                        .json()
                        .path("message")
                        .textValue())
                .contains("text", "1 to 1024");
        assertThat(SERVER.api()
                        .get("/qr.svg?text=" + "x".repeat(1_025))
                        .expectError(400, "invalid_text")
                        .json()
                        .path("message")
                        .textValue())
                .isEqualTo("text has 1025 bytes (allowed: 1 to 1024)");
    }

    @Test
    void nothingElseIsAFile() {
        SERVER.api().get("/web/switchboard.js").expect(404);
        SERVER.api().get("/switchboard.js/").expect(404);
        assertThat(SERVER.api().send("POST", "/switchboard.js", "{}").status()).isEqualTo(405);
    }
}
