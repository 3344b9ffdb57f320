package switchboard.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The addresses that one client has without asking anybody: a single one of IPv4, the 2<sup>64</sup> that begin alike
 * of IPv6. Whole schools share one, too.
 *
 * <p>Comparable, so that no choice of addresses makes a table of them slow.
 *
 * @param bits the address, or the first half of it
 */
public record AddressBlock(boolean v4, long bits) implements Comparable<AddressBlock> {
    /** Of whom the address is not known. */
    public static final AddressBlock UNKNOWN = new AddressBlock(true, 0);

    /** The block that this address belongs to. */
    public static AddressBlock of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new AddressBlock(true, Integer.toUnsignedLong(bytes.getInt()))
                : new AddressBlock(false, bytes.getLong());
    }

    @Override
    public int compareTo(AddressBlock other) {
        int byVersion = Boolean.compare(v4, other.v4);
        return byVersion != 0 ? byVersion : Long.compare(bits, other.bits);
    }
}
