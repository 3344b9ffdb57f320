package switchboard.http.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.settings.ConfigLayers;
import switchboard.settings.Problem;
import switchboard.settings.SettingsReader;
import switchboard.testing.TestTicker;

/** How many join codes can be tried: as many in a minute as the settings say, and by nobody all of them. */
class WrongCodesTest {
    private static final AddressBlock SCHOOL = new AddressBlock(true, 1);
    private static final AddressBlock OTHER = new AddressBlock(true, 2);

    private final TestTicker ticker = new TestTicker();

    private WrongCodes bounds(int all, int perAddress) {
        return new WrongCodes(new JoinCodeSettings(all, perAddress), ticker);
    }

    /** Returns after how many wrong ones this address is refused. */
    private int triedBy(WrongCodes wrong, AddressBlock from) {
        int tried = 0;
        while (wrong.refusal(from).isEmpty()) {
            wrong.count(from);
            tried++;
        }
        return tried;
    }

    @Test
    void anAddressIsRefusedOnceItHasHadItsOwnAndNoOtherIs() {
        WrongCodes wrong = bounds(100, 3);

        assertThat(triedBy(wrong, SCHOOL)).isEqualTo(3);
        assertThat(wrong.refusal(OTHER)).isEmpty();
        Refused refused = wrong.refusal(SCHOOL).orElseThrow();
        assertThat(refused.refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(refused.message()).contains("rate limit", "3 in 60 seconds from one address");
        assertThat(refused.details()).isEqualTo(Map.of("limit", 3, "window_seconds", 60L, "retry_after_ms", 60_000L));
    }

    @Test
    void eachCountsForAMinute() {
        WrongCodes wrong = bounds(100, 2);
        wrong.count(SCHOOL);
        ticker.advance(Duration.ofSeconds(20));
        wrong.count(SCHOOL);
        ticker.advance(Duration.ofMillis(39_999));

        assertThat(wrong.refusal(SCHOOL).orElseThrow().details()).containsEntry("retry_after_ms", 1L);
        ticker.advance(Duration.ofMillis(1));
        assertThat(triedBy(wrong, SCHOOL)).isEqualTo(1);
        assertThat(wrong.refusal(SCHOOL).orElseThrow().details()).containsEntry("retry_after_ms", 20_000L);
        ticker.advance(Duration.ofSeconds(60));
        assertThat(triedBy(wrong, SCHOOL)).isEqualTo(2);
    }

    @Test
    void allTogetherAreBoundedAndWhoTriesMostIsRefusedFirst() {
        WrongCodes wrong = bounds(16, 16);

        assertThat(triedBy(wrong, SCHOOL)).as("half of all").isEqualTo(8);
        assertThat(triedBy(wrong, OTHER)).as("half of the rest").isEqualTo(4);
        assertThat(wrong.refusal(SCHOOL).orElseThrow().message()).contains("16 in 60 seconds from all addresses");
        assertThat(IntStream.range(3, 100)
                        .map(bits -> triedBy(wrong, new AddressBlock(true, bits)))
                        .sum())
                .as("what is left for whoever comes")
                .isEqualTo(4);
        assertThat(wrong.refusal(new AddressBlock(false, 1)).orElseThrow().details())
                .containsEntry("limit", 16);
        ticker.advance(Duration.ofSeconds(60));
        assertThat(wrong.refusal(SCHOOL)).isEmpty();
    }

    @Test
    void oneAddressMayNotHaveMoreThanAllTogether() {
        Properties properties = new Properties();
        properties.setProperty("switchboard.join-codes.wrong-per-minute", "10");
        properties.setProperty("switchboard.join-codes.wrong-per-address", "11");
        SettingsReader reader =
                new SettingsReader(ConfigLayers.load(null, Map.of(), properties).effective());
        JoinCodeSettings.from(reader);

        assertThat(reader.problems())
                .extracting(Problem::key)
                .isEqualTo(List.of("switchboard.join-codes.wrong-per-address"));
        assertThat(reader.problems().get(0).allowed()).contains("which is 10");
    }
}
