package switchboard.net;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/**
 * A name or an address of a machine in its one form: small letters, other alphabets as {@code xn--}, an address of IPv6
 * as RFC 5952 writes it and without brackets.
 *
 * @param text as a socket takes it
 */
public record Host(String text) {
    private static final int MAX_NAME = 253;

    /**
     * Browsers keep these letters, the rules that Java has for names replace them: what Java makes of them is no host
     * of a browser.
     */
    private static final String READ_DIFFERENTLY = "ßς\u200c\u200d";

    /** @param written an address of IPv6 with brackets or without */
    public static Optional<Host> parse(String written) {
        boolean bracketed = written.startsWith("[") && written.endsWith("]");
        if (bracketed || written.contains(":")) {
            return sixthVersion(bracketed ? written.substring(1, written.length() - 1) : written);
        }
        return ascii(written).filter(Host::isName).map(Host::new);
    }

    /** Whether it is an address of IPv6, which stands in brackets wherever a port may follow. */
    boolean isIpv6() {
        return text.contains(":");
    }

    /** Whether it is an address of either version, and no name. */
    public boolean isAddress() {
        return isIpv6() || text.matches("[0-9.]+");
    }

    /**
     * Whether it is this machine itself to whoever says it: {@code localhost} and the names below it, 127.0.0.0/8, ::1.
     */
    public boolean isLoopback() {
        if (isAddress()) {
            return text.startsWith("127.") || text.equals("::1") || text.matches("::ffff:7f[0-9a-f]{2}:.*");
        }
        String name = withoutEndingDot().text;
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** The same name without the dot that may end it. */
    public Host withoutEndingDot() {
        return text.endsWith(".") ? new Host(text.substring(0, text.length() - 1)) : this;
    }

    /** As it stands in an address of the web. */
    @Override
    public String toString() {
        return isIpv6() ? "[" + text.replace("%", "%25") + "]" : text;
    }

    private static Optional<Host> sixthVersion(String written) {
        int percent = written.indexOf('%');
        String zone = percent < 0 ? "" : written.substring(percent);
        if (!zone.isEmpty() && !zone.matches("%[A-Za-z0-9._~-]+")) {
            return Optional.empty();
        }
        return Ipv6.parse(percent < 0 ? written : written.substring(0, percent))
                .map(address -> new Host(address + zone));
    }

    private static Optional<String> ascii(String written) {
        if (written.chars().allMatch(c -> c < 0x80)) {
            return Optional.of(written.toLowerCase(Locale.ROOT));
        }
        if (written.chars().anyMatch(c -> READ_DIFFERENTLY.indexOf(c) >= 0)) {
            return Optional.empty();
        }
        try {
            return Optional.of(IDN.toASCII(written).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    private static boolean isName(String ascii) {
        String[] labels = (ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii).split("\\.", -1);
        if (ascii.length() > MAX_NAME) {
            return false;
        }
        for (String label : labels) {
            if (!label.matches("[a-z0-9_-]{1,63}")) {
                return false;
            }
        }
        // Browsers read whatever ends in a number as an address of IPv4.
        String last = labels[labels.length - 1];
        return !last.matches("[0-9]+|0x[0-9a-f]*") || isIpv4(labels, ascii);
    }

    private static boolean isIpv4(String[] labels, String ascii) {
        if (labels.length != 4 || ascii.endsWith(".")) {
            return false;
        }
        for (String label : labels) {
            if (!label.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(label) > 255) {
                return false;
            }
        }
        return true;
    }
}
