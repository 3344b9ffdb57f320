package switchboard.bench.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.protocol.values.ProtocolVersion;

/** Where the clients of a load connect from. */
final class LocalAddressesTest {

    private static List<String> peersOf(int clients, LocalAddresses from) throws Exception {
        List<String> peers = new ArrayList<>();
        try (ServerSocket server = new ServerSocket(0, clients, InetAddress.getLoopbackAddress());
                ClientLoop loop = new ClientLoop(System::nanoTime, from)) {
            InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            for (int i = 0; i < clients; i++) {
                loop.connect(address, "/", ProtocolVersion.V1, new Client.Listener() {
                    @Override
                    public void text(byte[] buffer, int start, int to, long now) {
                        throw new AssertionError("nobody sends anything");
                    }

                    @Override
                    public void closed(String why) {
                        throw new AssertionError(why);
                    }
                });
                try (Socket accepted = server.accept()) {
                    peers.add(accepted.getInetAddress().getHostAddress());
                }
            }
        }
        return peers;
    }

    @Test
    void clientsConnectFromOneAfterTheOther() throws Exception {
        LocalAddresses two = LocalAddresses.parse(List.of("127.0.0.2", "127.0.0.3"));

        assertThat(peersOf(3, two)).containsExactly("127.0.0.2", "127.0.0.3", "127.0.0.2");
    }

    @Test
    void theSystemChoosesWhereNoneIsNamed() throws Exception {
        assertThat(peersOf(1, LocalAddresses.parse(List.of()))).containsExactly("127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.0/8", "127.0.0", "192.0.2.1", ""})
    void refusesWhatIsNoAddressOfThisMachine(String written) {
        assertThatThrownBy(() -> LocalAddresses.parse(List.of("127.0.0.2", written)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(written + " (allowed: addresses of this machine, such as 127.0.0.2)");
    }
}
