package switchboard.net;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a request or a connection comes from: the one answer for whatever is logged of a client, or counted by address.
 *
 * @param text the address, without a zone: of whoever is connected, or whom a {@linkplain TrustedProxies trusted proxy}
 *     names
 * @param block what counts as one client
 * @param proxy the address of that proxy, where one was believed
 */
public record ClientAddress(String text, AddressBlock block, Optional<String> proxy) {

    /** Of whoever is connected. */
    public static ClientAddress of(InetAddress peer) {
        return new ClientAddress(text(peer), AddressBlock.of(peer), Optional.empty());
    }

    /** Of whom a proxy speaks. */
    static ClientAddress behind(InetAddress proxy, InetAddress client) {
        return new ClientAddress(text(client), AddressBlock.of(client), Optional.of(text(proxy)));
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return Host.parse(plain).map(Host::text).orElse(plain);
    }

    @Override
    public String toString() {
        return text;
    }
}
