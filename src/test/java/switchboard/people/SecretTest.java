package switchboard.people;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @Test
    void isReadFromItselfAndFromALinkThatEndsWithIt() {
        Secret secret = Secret.draw();
        assertThat(Secret.parse(" " + secret.value() + "\n")).contains(secret);
        assertThat(Secret.parse("https://school.example/board/#/card/" + secret.value()))
                .contains(secret);
        assertThat(secret.hash())
                .isEqualTo(Secret.parse(secret.value()).orElseThrow().hash());
        assertThat(secret.hash()).isNotEqualTo(Secret.draw().hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "short", "https://school.example/#/card/", "ümlaut-ümlaut-ümlaut-ümlaut-ümlaut-ümlaut-u"
            })
    void isNothingElse(String written) {
        assertThat(Secret.parse(written)).isEmpty();
    }

    @Test
    void isNotToldByAText() {
        Secret secret = Secret.draw();
        assertThat(secret.toString()).doesNotContain(secret.value());
        assertThat(secret.hash().toString()).isEqualTo("SecretHash[not for logs]");
    }
}
