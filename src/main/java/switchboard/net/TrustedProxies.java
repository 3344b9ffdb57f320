package switchboard.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The proxies whose word for their clients' addresses counts. Immutable.
 *
 * <p>Of {@code X-Forwarded-For} each proxy adds the address that it sees at the end, so what stands left of the first
 * that is no trusted proxy, read from the right, is that client's own invention. {@code Forwarded} is not read: a proxy
 * that writes the one hands the other on as its client sent it.
 */
public record TrustedProxies(List<AddressRange> ranges) {
    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /** Whether whoever connects from here speaks for others. */
    public boolean trusts(InetAddress peer) {
        return ranges.stream().anyMatch(range -> range.holds(peer));
    }

    /**
     * Whose request it is.
     *
     * @param peer who is connected
     * @param forwardedFor the elements of all lines of {@code X-Forwarded-For}, in their order
     */
    public ClientAddress clientOf(InetAddress peer, List<String> forwardedFor) {
        if (forwardedFor.isEmpty() || !trusts(peer)) {
            return ClientAddress.of(peer);
        }
        InetAddress client = peer;
        for (int i = forwardedFor.size() - 1; i >= 0 && trusts(client); i--) {
            Optional<InetAddress> before = address(forwardedFor.get(i));
            if (before.isEmpty()) {
                break; // Whoever wrote that is the last who is known.
            }
            client = before.get();
        }
        return client.equals(peer) ? ClientAddress.of(peer) : ClientAddress.behind(peer, client);
    }

    /** Some proxies add the port. */
    private static Optional<InetAddress> address(String element) {
        return AddressRange.address(element)
                .or(() -> Authority.parse(element)
                        .flatMap(authority ->
                                AddressRange.address(authority.host().text())));
    }
}
