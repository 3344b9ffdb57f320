package switchboard.protocol.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"Lena", "Lena Schmidt", "O’Brien", "李娜", "محمد", "x", "Anna  Lena", "a\u200Db", "😀"})
    void keepsWhatIsAllowedAsItIs(String written) {
        assertThat(DisplayName.parse(written)).hasValue(new DisplayName(written));
    }

    @Test
    void leavesOutWhatIsBlankAroundItAndComposesCharacters() {
        assertThat(DisplayName.parse(" Zoe\u0308\t")).hasValue(new DisplayName("Zoë"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u00A0",
                "\u200F\u200F",
                "\u200B",
                "a\u0000b",
                "a\nb",
                "a\u0085b",
                "\uD800",
                "a\u202Eb",
                "a\u202Db"
            })
    void refusesWhatShowsNothingOrChangesWhatStandsBesideIt(String written) {
        assertThat(DisplayName.parse(written)).isEmpty();
    }

    @Test
    void countsCodePointsOnceItIsComposed() {
        assertThat(DisplayName.parse("😀".repeat(100))).isPresent();
        assertThat(DisplayName.parse("😀".repeat(101))).isEmpty();
        assertThat(DisplayName.parse("e\u0301".repeat(100))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e\u0301"})
    void cannotBeAnythingElse(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> new DisplayName(value));
    }
}
