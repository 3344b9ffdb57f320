package switchboard.store.sqlite.file;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/** UUIDs as the 16 bytes that the database holds. */
public final class Uuids {
    private Uuids() {}

    public static byte[] toBytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    /** @throws IllegalArgumentException if these are not 16 */
    public static UUID fromBytes(byte[] bytes) {
        if (bytes.length != 2 * Long.BYTES) {
            throw new IllegalArgumentException("no UUID: " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** @throws IllegalArgumentException if these are not 32 digits */
    public static UUID fromHex(String hex) {
        if (hex.length() != 4 * Long.BYTES) {
            throw new IllegalArgumentException("no UUID: " + hex.length() + " digits");
        }
        return new UUID(
                HexFormat.fromHexDigitsToLong(hex, 0, 2 * Long.BYTES),
                HexFormat.fromHexDigitsToLong(hex, 2 * Long.BYTES, 4 * Long.BYTES));
    }
}
