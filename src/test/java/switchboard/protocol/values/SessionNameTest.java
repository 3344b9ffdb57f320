package switchboard.protocol.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"M", " Maths ", "Mathe für Anfänger", "数学 101", "👩‍🏫", "a\u2028b", "\"<&>'\\"})
    void takesWhatPeopleWrite(String name) {
        assertThat(new SessionName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00a0",
                "\u2003\u3000",
                "a\u0000",
                "a\tb",
                "a\n",
                "\u007f",
                "a\u0085",
                "a\ud800",
                "\udc00b"
            })
    void refusesBlankOnesControlCharactersAndHalvesOfPairs(String name) {
        assertThat(SessionName.isValid(name)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionName(name))
                .withMessageContaining(SessionName.ALLOWED);
    }

    @Test
    void countsCodePoints() {
        assertThat(SessionName.isValid("😀".repeat(200))).isTrue();
        assertThat(SessionName.isValid("😀".repeat(200) + "a")).isFalse();
        assertThat(SessionName.isValid("a".repeat(201))).isFalse();
    }
}
