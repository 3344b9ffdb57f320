package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnsentPagesTest {
    @Test
    void keepsNoMoreThanItsLimit() {
        UnsentPages unsent = new UnsentPages(100);
        assertThat(unsent.keep(60)).isTrue();
        assertThat(unsent.keep(41)).isFalse();
        assertThat(unsent.keep(40)).isTrue();
        assertThat(unsent.keep(1)).isFalse();
        unsent.taken(40);
        assertThat(unsent.keep(40)).isTrue();
    }
}
