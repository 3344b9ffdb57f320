package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static switchboard.testing.Records.set;

import org.junit.jupiter.api.Test;

class RecordsTest {
    private record Sample(int count, long bytes, String name) {}

    private static final Sample SAMPLE = new Sample(1, 2, "a");

    @Test
    void whatIsNotNamedStays() {
        assertThat(Records.with(SAMPLE, set("bytes", 5), set("name", "b"))).isEqualTo(new Sample(1, 5, "b"));
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Records.with(SAMPLE, set("byte", 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sample has no [byte]");
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> Records.with(SAMPLE, set("count", "five")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
