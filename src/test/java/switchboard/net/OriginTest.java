package switchboard.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6454, and what browsers make of hosts (the URL standard). */
class OriginTest {
    @ParameterizedTest
    @CsvSource({
        "https://a.example,                  https://a.example",
        "https://a.example:443,              https://a.example",
        "https://a.example:,                 https://a.example",
        "http://a.example:80,                http://a.example",
        "http://a.example:443,               http://a.example:443",
        "https://a.example:0443,             https://a.example",
        "HTTPS://A.Example,                  https://a.example",
        "https://bücher.example,             https://xn--bcher-kva.example",
        "https://xn--bcher-kva.example,      https://xn--bcher-kva.example",
        "http://[::1]:8080,                  http://[::1]:8080",
        "http://[0:0:0:0:0:0:0:1]:80,        http://[::1]",
        "http://[2001:DB8:0:0:1:0:0:1],      http://[2001:db8::1:0:0:1]",
        "http://[::ffff:192.0.2.1],          http://[::ffff:c000:201]",
        "http://[1::],                       http://[1::]",
        "http://192.0.2.1:3000,              http://192.0.2.1:3000",
        "http://localhost,                   http://localhost",
        "chrome-extension://abcdefgh,        chrome-extension://abcdefgh",
    })
    void equalOriginsHaveOneForm(String written, String form) {
        assertThat(Origin.parse(written)).map(Origin::toString).contains(form);
        assertThat(Origin.parse(written)).isEqualTo(Origin.parse(form));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example",
                "//a.example",
                "://a.example",
                "https:a.example",
                "https://",
                "https://a.example/",
                "https://a.example/x",
                "https://a.example?x",
                "https://a.example#x",
                "https://u@a.example",
                "https://u:p@a.example",
                "https://*.example",
                "https://*",
                "https://a..example",
                "https://a b.example",
                "https://a.example:x",
                "https://a.example:0",
                "https://a.example:65536",
                "https://a.example:99999999999",
                "https://a.example:-1",
                "https://straße.example",
                "https://127.1",
                "https://1.2.3.256",
                "https://0x7f.1",
                "https://::1",
                "https://[::1",
                "https://[1:2]",
                "https://[1::2::3]",
                "https://[1:2:3:4:5:6:7:8:9]",
                "https://[1.2.3.4::]",
                "https://[fe80::1%eth0]",
                "https://%61.example"
            })
    void whatIsNoOriginIsNone(String written) {
        assertThat(Origin.parse(written)).isEmpty();
    }

    @Test
    void knowsThePortThatIsNotSaid() {
        assertThat(Origin.parse("http://a").orElseThrow().port()).isEqualTo(OptionalInt.of(80));
        assertThat(Origin.parse("https://a:8443").orElseThrow().port()).isEqualTo(OptionalInt.of(8443));
        assertThat(Origin.parse("app://a").orElseThrow().port()).isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @CsvSource({"x:, x", "X.Example:80, x.example:80", "[::1]:, [::1]", "[::1]:80, [::1]:80", "192.0.2.1, 192.0.2.1"})
    void readsAuthorities(String written, String form) {
        assertThat(Authority.parse(written)).map(Authority::toString).contains(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "::1", "a:b:80", "a:80:", "[::1]80", "[::1", "a/b", "u@a"})
    void whatIsNoAuthorityIsNone(String written) {
        assertThat(Authority.parse(written)).isEmpty();
    }

    /** It was printed as {@code [[::1]]}. */
    @ParameterizedTest
    @CsvSource({
        "::1, [::1]:80",
        "[::1], [::1]:80",
        "::, [::]:80",
        "fe80::1%eth0, [fe80::1%25eth0]:80",
        "127.0.0.1, 127.0.0.1:80",
        "localhost, localhost:80"
    })
    void bracketsStandOnceWhereAPortFollows(String host, String address) {
        assertThat(Authority.of(host, 80)).isEqualTo(address);
    }
}
