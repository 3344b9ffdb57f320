package switchboard.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestHeadTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = 5 * SECOND;

    /** Two seconds for a head; one of more than 1,024 + 256 + 64 bytes is too large. */
    private final RequestHead head = new RequestHead(
            new HttpSettings(
                    "localhost",
                    0,
                    List.of(),
                    1,
                    1_024,
                    256,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Duration.ZERO,
                    1,
                    1,
                    4_096,
                    1,
                    1),
            START);

    @Test
    void theFirstIsDueFromTheStartWhetherItBeginsOrNot() {
        assertThat(head.isLate(0, START + 2 * SECOND)).isFalse();
        assertThat(head.isLate(0, START + 2 * SECOND + 1)).isTrue();
        assertThat(head.isComing(0)).isFalse();
        add("GET", 0, START + SECOND);
        assertThat(head.isComing(0)).isTrue();
        assertThat(head.isLate(0, START + 2 * SECOND)).isFalse();
        assertThat(head.isLate(0, START + 2 * SECOND + 1)).isTrue();
    }

    @Test
    void anyOtherIsDueFromItsFirstByte() {
        add("GET / HTTP/1.1\r\n\r\n", 0, START);
        assertThat(head.isComing(1)).isFalse();
        assertThat(head.isLate(1, START + 60 * SECOND)).isFalse();
        add("G", 1, START + 60 * SECOND);
        add("ET", 1, START + 61 * SECOND);
        assertThat(head.isComing(1)).isTrue();
        assertThat(head.isLate(1, START + 62 * SECOND)).isFalse();
        assertThat(head.isLate(1, START + 62 * SECOND + 1)).isTrue();
    }

    @Test
    void noMoreIsTakenOnceSoManyBytesCameThatNoGoodHeadHas() {
        assertThat(add("x".repeat(1_344), 0, START)).isTrue();
        assertThat(add("x", 0, START)).isTrue();
        assertThat(add("x", 0, START)).isFalse();
        assertThat(add("x", 1, START)).as("of the next").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"16, 0", "17, 0", "18, 0", "19, 0", "20, 0", "25, 0", "16, 18", "5, 17", "1, 2"})
    void findsWhatCameBehindItHoweverItIsCut(int first, int second) {
        String all = "GET / HTTP/1.1\r\n\r\nearly";
        int from = Math.min(first, all.length());
        int to = Math.min(Math.max(from, second), all.length());
        add(all.substring(0, from), 0, START);
        add(all.substring(from, to), 0, START);
        add(all.substring(to), 0, START);
        assertThat(head.behind(1).utf8String()).isEqualTo("early");
    }

    @Test
    void nothingIsBehindWhatEndsWithIt() {
        add("GET / HTTP/1.1\r\n\r\n", 0, START);
        assertThat(head.behind(1).isEmpty()).isTrue();
    }

    @Test
    void doesNotTakeARequestOnTheHeelsOfAnotherForWhatIsBehindIt() {
        add("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n", 0, START);
        assertThat(head.behind(2).isEmpty()).isTrue();
    }

    @Test
    void keepsNothingOfARequestThatWasAnswered() {
        add("GET / HTTP/1.1\r\n\r\nearly", 0, START);
        head.forgetAnswered(0);
        assertThat(head.behind(1).utf8String()).isEqualTo("early");
        head.forgetAnswered(1);
        assertThat(head.behind(1).isEmpty()).isTrue();
    }

    private boolean add(String text, int answered, long now) {
        return head.add(ByteString.fromString(text), answered, now);
    }
}
