package switchboard.net;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a page comes from (RFC 6454): scheme, host and port. Two are equal where a browser takes them for the same,
 * however they are written.
 *
 * @param authority without a port where it is the scheme's default
 */
public record Origin(String scheme, Authority authority) {
    private static final Map<String, Integer> DEFAULT_PORTS =
            Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21);
    private static final String AFTER_SCHEME = "://";

    /** @param written a scheme, a host and, maybe, a port, and nothing else: no path, not even {@code /} */
    public static Optional<Origin> parse(String written) {
        int colon = written.indexOf(AFTER_SCHEME);
        if (colon < 0 || !written.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
            return Optional.empty();
        }
        String scheme = written.substring(0, colon).toLowerCase(Locale.ROOT);
        return Authority.parse(written.substring(colon + AFTER_SCHEME.length()))
                .filter(authority -> authority.port().orElse(1) > 0)
                .filter(authority -> !authority.host().text().contains("%"))
                .map(authority -> new Origin(scheme, withoutDefault(scheme, authority)));
    }

    private static Authority withoutDefault(String scheme, Authority authority) {
        int port = authority.port().orElse(-1);
        return port == DEFAULT_PORTS.getOrDefault(scheme, 0)
                ? new Authority(authority.host(), OptionalInt.empty())
                : authority;
    }

    /** The port, said or not; empty where the scheme has no default. */
    public OptionalInt port() {
        Integer standard = DEFAULT_PORTS.get(scheme);
        return authority.port().isPresent() || standard == null ? authority.port() : OptionalInt.of(standard);
    }

    /** As a browser sends it. */
    @Override
    public String toString() {
        return scheme + AFTER_SCHEME + authority;
    }
}
