package switchboard.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A row of which the key was changed where it lies, as by a flipped bit; SQL would move it to its new place. */
final class MisplacedRow {
    private MisplacedRow() {}

    /** Nobody may have the database open. */
    static void swap(Path folder, long key, long changed) throws IOException, SQLException {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        Path file = folder.resolve("switchboard.db");
        byte[] bytes = Files.readAllBytes(file);
        byte[] before = varint(key);
        byte[] after = varint(changed);
        int found = 0;
        for (int at = 0; at + before.length < bytes.length; at++) {
            // A leaf has the length of the row before its key and the length of the row's header behind it.
            if (ByteBuffer.wrap(bytes, at, before.length).equals(ByteBuffer.wrap(before))
                    && bytes[at + before.length] == 10) {
                System.arraycopy(after, 0, bytes, at, after.length);
                found++;
            }
        }
        if (found != 1 || before.length != after.length) {
            throw new IllegalStateException("the key " + key + " was found " + found + " times");
        }
        Files.write(file, bytes);
    }

    /** As SQLite writes whole numbers: seven bits a byte, the highest first. */
    private static byte[] varint(long value) {
        int length = Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 6) / 7);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[length - 1 - i] = (byte) (value >>> 7 * i & 0x7f | (i == 0 ? 0 : 0x80));
        }
        return bytes;
    }
}
