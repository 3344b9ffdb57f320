package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecordsTest {
    private record Sample(int count, long bytes, String name) {}

    private static final Sample SAMPLE = new Sample(1, 2, "a");

    @Test
    void whatIsNotNamedStays() {
        assertThat(Records.with(SAMPLE, "bytes", 5, "name", "b")).isEqualTo(new Sample(1, 5, "b"));
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Records.with(SAMPLE, "byte", 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Sample has no [byte]");
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> Records.with(SAMPLE, "count", "five")).isInstanceOf(IllegalArgumentException.class);
    }
}
