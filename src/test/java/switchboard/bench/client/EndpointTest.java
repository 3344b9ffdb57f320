package switchboard.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080, http://127.0.0.1:8080/health, 8080",
        "http://localhost/, http://localhost/health, 80",
        "http://LOCALHOST:80, http://localhost/health, 80",
        "http://[::1]:8080, http://[::1]:8080/health, 8080",
    })
    void isWhereAServerListens(String address, String health, int port) {
        Endpoint endpoint = Endpoint.at(address);

        assertThat(endpoint.resolve("/health")).hasToString(health);
        assertThat(endpoint.address().getPort()).isEqualTo(port);
        assertThat(endpoint.address().isUnresolved()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost:8080",
                "https://localhost",
                "http://u@localhost",
                "http://localhost/x",
                "http://localhost?x",
                "http://localhost#x"
            })
    void saysWhatIsAllowed(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.at(address))
                .withMessage("address: " + address + " (allowed: http://HOST:PORT)");
    }
}
