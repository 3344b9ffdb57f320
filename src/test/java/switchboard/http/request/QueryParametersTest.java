package switchboard.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {

    @ParameterizedTest
    @CsvSource({
        "a=1,1",
        "b=2&a=1,1",
        "a=x%20y,x y",
        "a=x+y,x y",
        "a=%C3%A9,é",
        "%61=1,1",
        "a==1,=1",
        "a=%41,A",
        "a=,''",
        "a,''"
    })
    void decodesAValue(String query, String value) {
        assertThat(QueryParameters.of(query).value("a")).hasValue(value);
    }

    /** Which no address may hold; yet browsers of old sent them, and tools do. */
    @Test
    void takesBytesThatAreNotEncodedForWhatTheyAreInUtf8() {
        assertThat(QueryParameters.of(asSent("a=é x")).value("a")).hasValue("é x");
        assertThat(QueryParameters.of("a=\u00ff").value("a")).isEmpty();
    }

    private static String asSent(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "b=1", "a=1&a=1", "a=%", "a=%4", "a=%zz", "a=%ff", "a=%c0%af", "A=1"})
    void hasNoValueForWhatIsMissingDoubledOrNotUtf8(String query) {
        assertThat(QueryParameters.of(query).value("a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a=2,2",
        "a=007,7",
        "a=9,9",
        "a=1,",
        "a=10,",
        "a=-2,",
        "a=%2b2,",
        "a=2.0,",
        "a=,",
        "a=2&a=2,",
        "b=2,",
        "a=99999999999999999999,"
    })
    void readsAWholeNumberWithinBounds(String query, Long number) {
        assertThat(QueryParameters.of(query).number("a", 2, 9)).isEqualTo(Optional.ofNullable(number));
    }

    @Test
    void showsWhatWasWrittenShortAndWithoutLineBreaks() {
        assertThat(QueryParameters.of("a=x%0ay").written("a")).isEqualTo("\"x%0ay\"");
        assertThat(QueryParameters.of("a=1&a=2").written("a")).isEqualTo("given 2 times");
        assertThat(QueryParameters.of("a=" + "x".repeat(500)).written("a")).hasSize(63);
        assertThat(Quoted.of("a\nb\u0000\ud800")).isEqualTo("\"a?b??\"");
    }
}
