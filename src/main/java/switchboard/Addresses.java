package switchboard;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import switchboard.identity.tokens.AuthSettings;
import switchboard.net.Authority;

/**
 * The addresses at which the server can be reached, as people type them: {@code http://HOST:PORT}.
 *
 * @param own only this machine can use these
 * @param network other machines can use these
 */
public record Addresses(List<String> own, List<String> network) {
    public Addresses {
        own = List.copyOf(own);
        network = List.copyOf(network);
    }

    /** @param host the setting: one address, or the one that stands for all of them */
    static Addresses of(String host, int port) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return new Addresses(List.of(), List.of(url(host, port)));
        }
        if (address.isAnyLocalAddress()) {
            return new Addresses(List.of(url("localhost", port)), ofThisMachine(port));
        }
        List<String> one = List.of(url(host, port));
        return address.isLoopbackAddress() ? new Addresses(one, List.of()) : new Addresses(List.of(), one);
    }

    /** All of them, those for this machine first. */
    List<String> all() {
        List<String> all = new ArrayList<>(own);
        all.addAll(network);
        return all;
    }

    /** The address for others to scan; empty if only this machine reaches the server. */
    public Optional<String> toScan() {
        return network.stream().findFirst();
    }

    /** The address for links: one that others reach, too, where there is any. */
    String forLinks() {
        return toScan().orElseGet(() -> own.get(0));
    }

    /** What an operator must know of who reaches these addresses. */
    String advice(AuthSettings.Mode mode) {
        if (network.isEmpty()) {
            return "Only this machine reaches it; --lan lets a class join from others";
        }
        return mode == AuthSettings.Mode.TOKEN
                ? "Whoever asks for something must show by a token who they are"
                : "Who a client says it is, it is believed to be: let only a trusted network or a gateway reach it, or set"
                        + " switchboard.auth.mode = token";
    }

    private static List<String> ofThisMachine(int port) {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Addresses::isUp)
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .map(address -> url(address.getHostAddress(), port))
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static boolean isUp(NetworkInterface network) {
        try {
            return network.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    private static String url(String host, int port) {
        return "http://" + Authority.of(host, port);
    }
}
