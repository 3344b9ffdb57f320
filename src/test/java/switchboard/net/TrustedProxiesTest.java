package switchboard.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private static TrustedProxies trusting(String... ranges) {
        return new TrustedProxies(Arrays.stream(ranges)
                .map(range -> AddressRange.parse(range).orElseThrow())
                .toList());
    }

    private static InetAddress address(String written) {
        return AddressRange.address(written).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,      10.255.0.1,       true",
        "10.0.0.0/8,      11.0.0.1,         false",
        "10.0.0.1,        10.0.0.1,         true",
        "10.0.0.1,        10.0.0.2,         false",
        "0.0.0.0/0,       203.0.113.1,      true",
        "0.0.0.0/0,       2001:db8::1,      false",
        "192.0.2.128/25,  192.0.2.127,      false",
        "192.0.2.128/25,  192.0.2.255,      true",
        "fd00::/8,        fdff::1,          true",
        "fd00::/8,        fe80::1,          false",
        "::1,             ::1,              true",
        "127.0.0.1,       ::ffff:127.0.0.1, true",
    })
    void aRangeHoldsWhatBeginsLikeIt(String range, String address, boolean holds) {
        assertThat(trusting(range).trusts(address(address))).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.example",
                "localhost",
                "10.0.0",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "::1/129",
                "10.0.0.0/8/8",
                "fe80::1%eth0",
                "*"
            })
    void whatIsNoRangeIsRefused(String written) {
        assertThat(AddressRange.parse(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1    | 198.51.100.7                        | 198.51.100.7 | 10.0.0.1",
                "10.0.0.1    | 203.0.113.1, 198.51.100.7           | 198.51.100.7 | 10.0.0.1",
                "10.0.0.1    | 203.0.113.1, 198.51.100.7, 10.0.0.2 | 198.51.100.7 | 10.0.0.1",
                "10.0.0.1    | 10.0.0.3, 10.0.0.2                  | 10.0.0.3     | 10.0.0.1",
                "10.0.0.1    | 198.51.100.7:4711                   | 198.51.100.7 | 10.0.0.1",
                "10.0.0.1    | unknown                             | 10.0.0.1     |",
                "10.0.0.1    | 198.51.100.7, _hidden               | 10.0.0.1     |",
                "10.0.0.1    | 198.51.100.7, evil.example          | 10.0.0.1     |",
                "198.51.100.7| 203.0.113.1                         | 198.51.100.7 |",
                "10.0.0.1    |                                     | 10.0.0.1     |",
            })
    void theLastWhoIsNotTrustedIsTheClient(String peer, String forwarded, String client, String proxy) {
        List<String> elements = forwarded == null ? List.of() : FieldValues.elements(forwarded);

        assertThat(trusting("10.0.0.0/8").clientOf(address(peer), elements)).satisfies(found -> {
            assertThat(found.text()).isEqualTo(client);
            assertThat(found.block()).isEqualTo(AddressBlock.of(address(client)));
            assertThat(found.proxy()).isEqualTo(Optional.ofNullable(proxy));
        });
    }
}
