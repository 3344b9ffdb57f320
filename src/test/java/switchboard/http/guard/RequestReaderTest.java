package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.http.policy.HttpSettings;
import switchboard.http.request.RequestHead;
import switchboard.protocol.frames.Refusal;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;

class RequestReaderTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = 5 * SECOND;
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String UPGRADE = "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n";
    private static final String MANY = "\r\nPOST /a HTTP/1.1\r\nHost: x:\r\nContent-Length: 3\r\n\r\nabc"
            + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nA: b\r\n\r\n"
            + "\r\nFOO /c HTTP/1.1\r\nHost: x\r\nConnection: close,\r\nConnection: ,Upgrade\r\n\r\n";

    private final List<RequestHead> heads = new ArrayList<>();
    private final RequestReader reader = new RequestReader(settings(), START, heads::add);

    /** Two seconds for a head. */
    private static HttpSettings settings() {
        Properties properties = new Properties();
        properties.setProperty("switchboard.http.head-within", "2s");
        return HttpSettings.from(
                new SettingsReader(ConfigLayers.load(null, Map.of(), properties).effective()));
    }

    private String add(String text, long now) {
        return reader.add(ByteString.fromString(text), now).utf8String();
    }

    @Test
    void theFirstIsDueFromTheStartWhetherItBeginsOrNot() {
        assertThat(reader.isLate(START + 2 * SECOND)).isFalse();
        assertThat(reader.isLate(START + 2 * SECOND + 1)).isTrue();
        assertThat(reader.isComing()).isFalse();
        add("\r\nGET", START + SECOND);
        assertThat(reader.isComing()).isTrue();
        assertThat(reader.isLate(START + 2 * SECOND + 1)).isTrue();
    }

    /** Many small ones took a hundred times the memory of their bytes. */
    @Test
    void refusesMoreFieldsThanAShareOfTheLimitAllows_I5() {
        add("GET / HTTP/1.1\r\nHost: x\r\n" + "a:\r\n".repeat(127), START);
        assertThat(heads).isEmpty();
        add("a:\r\n", START);
        assertThat(heads.get(0).refused().orElseThrow().refusal()).isEqualTo(Refusal.HEADERS_TOO_LARGE);
    }

    @Test
    void tellsHowMuchItKeepsOfWhatIsNotWhole_I5() {
        assertThat(reader.bytes()).isZero();
        add("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(2_000), START);
        assertThat(reader.bytes()).isGreaterThan(2_000);
        add("\r\n\r\n", START);
        assertThat(reader.bytes()).isZero();
        add(UPGRADE + "0123456789", START);
        assertThat(reader.bytes()).isEqualTo(10);
        reader.release();
        assertThat(reader.bytes()).isZero();
    }

    @Test
    void anyOtherIsDueFromItsFirstByteOrFromWhenItIsAwaited() {
        add(GET, START);
        assertThat(reader.isLate(START + 60 * SECOND)).isFalse();
        add("G", START + 60 * SECOND);
        add("ET", START + 61 * SECOND);
        assertThat(reader.isLate(START + 62 * SECOND)).isFalse();
        assertThat(reader.isLate(START + 62 * SECOND + 1)).isTrue();
        reader.restart(START + 62 * SECOND);
        assertThat(reader.isLate(START + 62 * SECOND + 1)).isFalse();
    }

    /** As many bytes at a time as the network likes. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 50, 1_000})
    void givesThePlainFormHoweverTheBytesAreCut(int pieceBytes) {
        StringBuilder plain = new StringBuilder();
        for (int from = 0; from < MANY.length(); from += pieceBytes) {
            plain.append(add(MANY.substring(from, Math.min(MANY.length(), from + pieceBytes)), START));
        }
        assertThat(plain.toString().replaceAll("(?m)^[0-9a-f]+\r\n(?=[abcd])|(?<=[abcd])\r\n(?=[1-9])", ""))
                .startsWith("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                        + "POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                .endsWith("0\r\n\r\nOTHER /c HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\n\r\n")
                .doesNotContain("x=y", "A: b");
        assertThat(heads).hasSize(3).allMatch(head -> head.refused().isEmpty());
    }

    @Test
    void holdsBackWhatFollowsAHandshake() {
        assertThat(add(UPGRADE + "early", START)).endsWith("\r\n\r\n");
        assertThat(reader.holds()).isTrue();
        assertThat(reader.mayRelease(0)).isFalse();
        assertThat(reader.takeHeld().utf8String()).isEqualTo("early");
    }

    @Test
    void holdsItBackBehindOthersToo() {
        add(GET + UPGRADE + "early", START);
        assertThat(reader.mayRelease(1)).isFalse();
        assertThat(reader.mayRelease(2)).isTrue();
        assertThat(reader.release().utf8String()).isEqualTo("early");
        assertThat(reader.holds()).isFalse();
    }

    @Test
    void takesNothingBehindWhatItRefuses() {
        String plain = add("garbage\r\n" + GET, START);
        assertThat(plain).isEqualTo("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(heads).hasSize(1).allMatch(head -> head.refused().isPresent());
        assertThat(add(GET, START)).isEmpty();
    }

    @Test
    void keepsNoMoreOfAHeadThanTheLimits() {
        String plain = add("GET / HTTP/1.1\r\nX: " + "x".repeat(9_000), START);
        assertThat(plain).isNotEmpty();
        assertThat(heads.get(0).refused().orElseThrow().message()).contains("8192 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n",
                "\r\n",
                ";x\r\n",
                "1\r\nab",
                "1 1\r\n",
                "ffffffffffffff\r\n",
                "1\nab",
                "1\ra",
                "1\r\na\n",
                "0\n",
                "0\r\nX: y\n"
            })
    void breaksOffABodyWhoseChunksCannotBeRead(String chunk) {
        add("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", START);
        String plain = add(chunk, START);
        assertThat(plain.charAt(plain.length() - 1)).isNotIn('0', '1', 'f', '\n');
        assertThat(add("0\r\n\r\n" + GET, START)).isEmpty();
        assertThat(heads).hasSize(1);
    }
}
