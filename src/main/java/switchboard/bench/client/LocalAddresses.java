package switchboard.bench.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import switchboard.net.AddressRange;

/**
 * Addresses of this machine that clients connect from, one after the other: each has its own ports, of which Linux has
 * some 28,000 to one server.
 *
 * @param addresses empty: the system chooses
 */
public record LocalAddresses(List<InetAddress> addresses) {
    public static final LocalAddresses ANY = new LocalAddresses(List.of());

    private static final String ALLOWED = " (allowed: addresses of this machine, such as 127.0.0.2)";

    public LocalAddresses {
        addresses = List.copyOf(addresses);
    }

    /** @throws IllegalArgumentException with what is allowed, if one is no address or none of this machine */
    public static LocalAddresses parse(List<String> written) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String one : written) {
            if (one.contains("/")) {
                throw new IllegalArgumentException(one + ALLOWED);
            }
            InetAddress address = AddressRange.parse(one)
                    .map(AddressRange::first)
                    .orElseThrow(() -> new IllegalArgumentException(one + ALLOWED));
            requireOfThisMachine(address);
            addresses.add(address);
        }
        return new LocalAddresses(addresses);
    }

    private static void requireOfThisMachine(InetAddress address) {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(address, 0));
        } catch (IOException e) {
            throw new IllegalArgumentException(address.getHostAddress() + ALLOWED, e);
        }
    }

    /** Binds the socket of the client with this number, which counts from 0. */
    void bind(SocketChannel channel, int number) throws IOException {
        if (!addresses.isEmpty()) {
            channel.bind(new InetSocketAddress(addresses.get(number % addresses.size()), 0));
        }
    }
}
