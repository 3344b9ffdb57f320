package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "https://school.example",
                "https://school.example:443",
                "https://schüle.example",
                "http://localhost:3000",
                "http://[::1]:3000",
                "HTTPS://A.b",
                "app://x"
            })
    void takesOriginsAsSetting(String origin) {
        assertThat(CorsPolicy.isOrigin(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://*.example",
                "wss://a",
                "file://",
                "file:///x",
                "file://a",
                "NULL",
                "https://a#x",
                "https://a:65536",
                "school.example",
                "https://",
                "https://a/",
                "https://a/x",
                "https://a?x",
                "https://u@a",
                "a b",
                "**"
            })
    void refusesWhatIsNoOriginAsSetting(String origin) {
        assertThat(CorsPolicy.isOrigin(origin)).isFalse();
    }

    @Test
    void allowsExactlyTheNamedOriginsAndWhoIsNoPage() {
        CorsPolicy policy = new CorsPolicy(List.of("https://School.example", "http://localhost:3000"));

        assertThat(policy.allows(Optional.empty())).isTrue();
        assertThat(policy.allows(Optional.of("https://school.example"))).isTrue();
        assertThat(policy.allows(Optional.of("http://localhost:3000"))).isTrue();
        assertThat(policy.allows(Optional.of("http://localhost"))).isFalse();
        assertThat(policy.allows(Optional.of("http://school.example"))).isFalse();
        assertThat(policy.allows(Optional.of("https://school.example.evil.test")))
                .isFalse();
        assertThat(policy.allows(Optional.of("null"))).isFalse();
    }

    /** A port that need not be said, capitals or another alphabet in the setting matched no page. */
    @ParameterizedTest
    @CsvSource({
        "https://school.example:443, https://school.example",
        "http://School.Example:80, http://school.example",
        "https://school.example, https://school.example:443",
        "https://schüle.example, https://xn--schle-mva.example",
        "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000",
        "null, null"
    })
    void comparesOriginsAsBrowsersDo(String setting, String sent) {
        assertThat(new CorsPolicy(List.of(setting)).allows(Optional.of(sent))).isTrue();
    }

    @Test
    void allowsNoPageWhereNoOriginIsNamed() {
        assertThat(new CorsPolicy(List.of()).allows(Optional.of("https://a.example")))
                .isFalse();
        assertThat(new CorsPolicy(List.of("*")).allows(Optional.of("https://a.example")))
                .isTrue();
    }
}
