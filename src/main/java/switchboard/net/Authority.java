package switchboard.net;

import java.util.Optional;
import java.util.OptionalInt;

/** A host and, maybe, a port, as a {@code Host} header and an address of the web have them (RFC 3986, 3.2). */
public record Authority(Host host, OptionalInt port) {
    private static final int MAX_PORT = 65_535;

    /** @param written {@code HOST} or {@code HOST:PORT}, an address of IPv6 in brackets; an empty port is none */
    public static Optional<Authority> parse(String written) {
        int colon = written.startsWith("[") ? written.indexOf("]:") + 1 : written.indexOf(':');
        if (colon <= 0) {
            return unbracketedOnlyWithoutColon(written).map(host -> new Authority(host, OptionalInt.empty()));
        }
        String digits = written.substring(colon + 1);
        if (!digits.matches("[0-9]{0,9}") || (!digits.isEmpty() && Integer.parseInt(digits) > MAX_PORT)) {
            return Optional.empty();
        }
        OptionalInt port = digits.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(digits));
        return unbracketedOnlyWithoutColon(written.substring(0, colon)).map(host -> new Authority(host, port));
    }

    private static Optional<Host> unbracketedOnlyWithoutColon(String written) {
        return written.startsWith("[") || !written.contains(":") ? Host.parse(written) : Optional.empty();
    }

    /** @param host as a setting names it; one that cannot be read stands as it is */
    public static String of(String host, int port) {
        return Host.parse(host).map(Host::toString).orElse(host) + ":" + port;
    }

    @Override
    public String toString() {
        return port.isPresent() ? host + ":" + port.getAsInt() : host.toString();
    }
}
