package switchboard.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "2001:db8:0:1::1, 2001:db8:0:1:ffff::2, true",
        "2001:db8:0:1::1, 2001:db8:0:2::1, false",
        "::1, 0.0.0.0, false",
        "::ffff:192.0.2.1, 192.0.2.1, true"
    })
    void anAddressOfIpv6CountsByItsNetwork(String one, String other, boolean alike) throws Exception {
        AddressBlock block = AddressBlock.of(InetAddress.getByName(one));
        AddressBlock another = AddressBlock.of(InetAddress.getByName(other));

        assertThat(block.equals(another)).isEqualTo(alike);
        assertThat(block.compareTo(another) == 0).isEqualTo(alike);
    }
}
