package switchboard.protocol.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** User ids and contexts: one rule for both. */
class IdentifiersTest {
    private static final String LONGEST = "a".repeat(50);

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "_", "-", "--", "student_1-B"})
    void takesLettersDigitsUnderscoreAndHyphen(String value) {
        assertThat(new UserId(value)).hasToString(value);
        assertThat(new Context(value)).hasToString(value);
        assertThat(new UserId(LONGEST)).hasToString(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a\n", "é", "a.b", "a@b", "a/b", "\u0000", "а", "１", "😀", "@", "[", "`", "{", "/", ":"
            })
    void refusesEverythingElse(String value) {
        assertThat(UserId.isValid(value)).isFalse();
        assertThat(Context.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new UserId(value)).withMessageContaining(UserId.ALLOWED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Context(value))
                .withMessageContaining(Context.ALLOWED);
    }

    @Test
    void refusesMoreThan50Characters() {
        assertThat(UserId.isValid(LONGEST)).isTrue();
        assertThat(UserId.isValid(LONGEST + "a")).isFalse();
        assertThat(Context.isValid(LONGEST + "a")).isFalse();
    }
}
