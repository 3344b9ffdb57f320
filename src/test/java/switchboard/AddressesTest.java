package switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.identity.tokens.AuthSettings;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.settings.Problem;

class AddressesTest {
    @Test
    void loopbackIsForThisMachineAlone() {
        Addresses addresses = Addresses.of("127.0.0.1", 8080);

        assertThat(addresses.all()).containsExactly("http://127.0.0.1:8080");
        assertThat(addresses.toScan()).isEmpty();
        assertThat(addresses.advice(AuthSettings.Mode.OPEN)).contains("--lan");
    }

    @Test
    void addressOfTheSixthVersionIsWrittenInBrackets() {
        assertThat(Addresses.of("::1", 8080).all()).containsExactly("http://[::1]:8080");
    }

    /** Bound, but printed as {@code [[::1]]}. */
    @ParameterizedTest
    @ValueSource(strings = {"::1", "[::1]", "0:0:0:0:0:0:0:1"})
    void anAddressOfTheSixthVersionIsSetWithBracketsOrWithout(String written) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("switchboard.host", written);
        Settings settings = Settings.from(ConfigLayers.load(null, Map.of(), properties));

        assertThat(settings.http().host()).isEqualTo("::1");
        assertThat(Addresses.of(settings.http().host(), 8080).all()).containsExactly("http://[::1]:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "http://localhost", "localhost:8080", "[::1]:8080", "127.0.0", "*"})
    void aHostIsANameOrAnAddressAndNothingElse(String written) {
        Properties properties = new Properties();
        properties.setProperty("switchboard.host", written);

        assertThatExceptionOfType(BadSettings.class)
                .isThrownBy(() -> Settings.from(ConfigLayers.load(null, Map.of(), properties)))
                .satisfies(bad ->
                        assertThat(bad.problems()).extracting(Problem::key).containsExactly("switchboard.host"));
    }

    /** Those that a session can open, each of an interface that is up: {@code 0.0.0.0} is nothing to type. */
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
        assertThat(addresses.advice(AuthSettings.Mode.OPEN)).contains("believed");
    }
}
