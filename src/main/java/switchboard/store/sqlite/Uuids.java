package switchboard.store.sqlite;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as the 16 bytes that the database holds. */
final class Uuids {
    private Uuids() {}

    static byte[] toBytes(UUID uuid) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    static UUID fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
