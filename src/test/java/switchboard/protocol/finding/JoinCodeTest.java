package switchboard.protocol.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people type is one code, however they type it, and no other text is any. */
class JoinCodeTest {
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ABC-DEF",
                "ABCDEF",
                "abcdef",
                "aBc-DeF",
                " abc def ",
                "a-b-c-d-e-f",
                "--abc\tdef\n",
                "abc\u2013def", // an en dash
                "abc\u2212def", // a minus
                "abc\u2011def", // a dash that does not break
                "abc\u00a0def" // a space that does not break
            })
    void caseSpacesAndDashesDoNotMatter(String typed) {
        assertThat(JoinCode.parse(typed)).contains(new JoinCode("ABCDEF"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "ABCDE",
                "ABCDEFG",
                "ABCDE0",
                "ABCDE1",
                "ABCDEI",
                "ABCDEL",
                "ABCDEO",
                "ABCDEU",
                "ABC_DEF",
                "ABC.DEF",
                "ABCDE\u00c9",
                "\uff21BCDEF",
                "ABCDE\ud83c\udf93"
            })
    void whatNobodyMadeIsNone(String typed) {
        assertThat(JoinCode.parse(typed)).isEmpty();
    }

    @Test
    void isWrittenWithADashAndNeverShowsInLogs() {
        JoinCode code = new JoinCode("2BCDE9");

        assertThat(code.written()).isEqualTo("2BC-DE9");
        assertThat(code.toString()).doesNotContain("2BC").doesNotContain("DE9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcdef", "ABC-DEF", "ABCDE", "ABCDE0"})
    void isStoredInOneFormOnly(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new JoinCode(value))
                .withMessageContaining("such as ABC-DEF");
    }

    /** 6,000 characters lack one of 30 once in 10^86 times. */
    @Test
    void isDrawnFromAllCharacters() {
        Set<JoinCode> drawn = new HashSet<>(JoinCode.draw(1_000));

        assertThat(drawn).hasSizeGreaterThan(990);
        assertThat(drawn.stream()
                        .flatMapToInt(code -> code.value().chars())
                        .mapToObj(c -> (char) c)
                        .collect(Collectors.toSet()))
                .isEqualTo(ALPHABET.chars().mapToObj(c -> (char) c).collect(Collectors.toSet()));
    }
}
