package switchboard.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Addresses that begin with the same bits, as {@code 10.0.0.0/8} writes them; a single one without a slash.
 *
 * @param first any of them
 * @param bits how many are the same
 */
public record AddressRange(InetAddress first, int bits) {

    /** @param written an address of either version, maybe with a slash and the number of bits that count */
    public static Optional<AddressRange> parse(String written) {
        int slash = written.indexOf('/');
        Optional<InetAddress> first = address(slash < 0 ? written : written.substring(0, slash));
        if (first.isEmpty()) {
            return Optional.empty();
        }
        int all = first.get().getAddress().length * 8;
        if (slash < 0) {
            return Optional.of(new AddressRange(first.get(), all));
        }
        String bits = written.substring(slash + 1);
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= all
                ? Optional.of(new AddressRange(first.get(), Integer.parseInt(bits)))
                : Optional.empty();
    }

    /** An address that is written as one, never a name: nobody is asked. */
    static Optional<InetAddress> address(String written) {
        Optional<Host> host = Host.parse(written).filter(Host::isAddress);
        if (host.isEmpty() || host.get().text().contains("%")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host.get().text()));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether this is one of them; one of IPv4 that is written as one of IPv6 is one of IPv4. */
    boolean holds(InetAddress address) {
        byte[] ours = first.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
