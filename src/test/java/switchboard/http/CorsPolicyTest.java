package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsPolicyTest {

    @ParameterizedTest
    @ValueSource(strings = {"*", "null", "https://school.example", "http://localhost:3000", "HTTPS://A.b", "app://x"})
    void takesOriginsAsSetting(String origin) {
        assertThat(CorsPolicy.isOrigin(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
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

    @Test
    void allowsNoPageWhereNoOriginIsNamed() {
        assertThat(new CorsPolicy(List.of()).allows(Optional.of("https://a.example")))
                .isFalse();
        assertThat(new CorsPolicy(List.of("*")).allows(Optional.of("https://a.example")))
                .isTrue();
    }
}
