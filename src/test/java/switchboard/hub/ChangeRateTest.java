package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.settings.SettingsReader;

class ChangeRateTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int MAX = 40;
    private static final AddressBlock SCHOOL = client("192.0.2.1");
    private static final AddressBlock GREEDY = client("192.0.2.66");

    private final ChangeRate rate = ChangeRate.ofCreations(MAX, Duration.ofSeconds(60));

    @Test
    void oneAloneGetsHalfAndLeavesTheOtherHalf() {
        assertThat(created(GREEDY, 0)).isEqualTo(20);
        assertThat(created(SCHOOL, 0)).isEqualTo(10);
        assertThat(created(client("192.0.2.2"), 0)).isEqualTo(5);
        assertThat(created(GREEDY, 60 * SECOND - 1)).isZero();
        assertThat(created(GREEDY, 60 * SECOND)).isEqualTo(20);
    }

    @Test
    void aSchoolsScriptPassesByDefaultWhileAnotherClientCreatesWithoutAnEnd() {
        SessionsSettings defaults = SessionsSettings.from(new SettingsReader(ConfigFactory.defaultReference()));
        ChangeRate byDefault = ChangeRate.ofCreations(defaults.createsPerMinute(), defaults.createsWindow());
        for (int i = 0; i < 500; i++) {
            assertThat(byDefault.count(SCHOOL, i)).as("session " + i).isEmpty();
        }
        ChangeRate attacked = ChangeRate.ofCreations(defaults.createsPerMinute(), defaults.createsWindow());
        for (int i = 0; i < 2_000; i++) {
            attacked.count(GREEDY, i);
        }
        for (int i = 0; i < 300; i++) {
            assertThat(attacked.count(SCHOOL, 2_000)).as("session " + i).isEmpty();
        }
    }

    @Test
    void aSingleOneMayBeCreatedWhateverTheLimit() {
        ChangeRate narrow = ChangeRate.ofCreations(1, Duration.ofSeconds(60));
        assertThat(narrow.count(SCHOOL, 0)).isEmpty();
        assertThat(narrow.count(GREEDY, 59 * SECOND)).isPresent();
        assertThat(narrow.count(GREEDY, 60 * SECOND)).isEmpty();
    }

    @Test
    void aRefusalSaysTheLimitAndWhenThereMayBeOneMore() {
        created(GREEDY, 0);
        Refused refused = rate.count(GREEDY, 10 * SECOND).orElseThrow();
        assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(refused.message()).contains("40 sessions in 60 seconds");
        assertThat(refused.details()).containsEntry("retry_after_ms", 50_000L);
    }

    @Test
    void theAddressesOfOneHouseholdAreOneClient() {
        assertThat(client("2001:db8::1")).isEqualTo(client("2001:db8::ffff:1")).isNotEqualTo(client("2001:db8:0:1::1"));
        assertThat(client("::ffff:192.0.2.1")).isEqualTo(SCHOOL);
    }

    /**
     * I5: whoever comes new is only refused where others who came new have taken all, and no minute has more than it
     * may.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("switchboard.session.Lesson#seeds")
    void oneThatCreatesWithoutAnEndNeverTakesAll_I5(long seed) {
        Random random = new Random(seed);
        long now = random.nextLong();
        for (int minute = 0; minute < 20; minute++) {
            for (int i = 0; i < 200; i++) {
                now += random.nextLong(SECOND / 4);
                rate.count(GREEDY, now);
            }
            int got = created(SCHOOL, now);
            assertThat(got).isBetween(MAX / 4, MAX / 2);
            now += 61 * SECOND;
        }
    }

    private int created(AddressBlock from, long now) {
        int created = 0;
        while (rate.count(from, now).isEmpty()) {
            created++;
        }
        return created;
    }

    private static AddressBlock client(String address) {
        try {
            return AddressBlock.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
