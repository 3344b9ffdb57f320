package switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;

class AddressesTest {
    @Test
    void loopbackIsForThisMachineAlone() {
        Addresses addresses = Addresses.of("127.0.0.1", 8080);

        assertThat(addresses.all()).containsExactly("http://127.0.0.1:8080");
        assertThat(addresses.toScan()).isEmpty();
        assertThat(addresses.advice()).contains("--lan");
    }

    @Test
    void addressOfTheSixthVersionIsWrittenInBrackets() {
        assertThat(Addresses.of("::1", 8080).all()).containsExactly("http://[::1]:8080");
    }

    /** Those that a class can open, each of an interface that is up: {@code 0.0.0.0} is nothing to type. */
    @Test
    void allAddressesAreThoseOfThisMachine() throws Exception {
        Addresses addresses = Addresses.of("0.0.0.0", 8080);

        assertThat(addresses.own()).containsExactly("http://localhost:8080");
        assertThat(addresses.network())
                .containsExactlyInAnyOrderElementsOf(NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(Inet4Address.class::isInstance)
                        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                        .map(address -> "http://" + address.getHostAddress() + ":8080")
                        .toList());
    }

    @Test
    void oneAddressOfTheNetworkIsToBeScanned() {
        Addresses addresses = Addresses.of("192.0.2.7", 80);

        assertThat(addresses.toScan()).contains("http://192.0.2.7:80");
        assertThat(addresses.advice()).contains("believed");
    }
}
