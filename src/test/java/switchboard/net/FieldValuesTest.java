package switchboard.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, 5.3 and 5.6.1. */
class FieldValuesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "Upgrade | Upgrade",
                "Upgrade, | Upgrade",
                ",Upgrade | Upgrade",
                "keep-alive,,Upgrade | keep-alive+Upgrade",
                "' ,\t, keep-alive \t,\tUpgrade , ' | keep-alive+Upgrade",
                "'' | ''",
                "', ,' | ''",
                "'\"a,b\", W/\"c\", d' | '\"a,b\"+W/\"c\"+d'",
                "'\"a\\\",b\",c' | '\"a\\\",b\"+c'",
                "'\"a, b' | '\"a, b'",
            })
    void elementsAreWhatStandsBetweenCommasAndIsNotEmpty(String value, String elements) {
        assertThat(String.join("+", FieldValues.elements(value))).isEqualTo(elements);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(FieldValues.elements(List.of("close", "", "Upgrade, x"))).containsExactly("close", "Upgrade", "x");
    }

    @Test
    void tokensHaveNoCase() {
        assertThat(FieldValues.names(List.of("close", "UPGRADE"), "upgrade")).isTrue();
        assertThat(FieldValues.names(List.of("upgrade-insecure"), "upgrade")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip | 1",
                "gzip;q=0 | 0",
                "gzip ; Q=0.000 | 0",
                "gzip;;q=0.5; | 0.5",
                "gzip;q=1.000 | 1",
                "gzip;q=x | 1"
            })
    void readsWeights(String element, double weight) {
        assertThat(FieldValues.weight(element)).isEqualTo(weight);
    }
}
