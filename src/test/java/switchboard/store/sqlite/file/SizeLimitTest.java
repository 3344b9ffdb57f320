package switchboard.store.sqlite.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SizeLimitTest {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    @TempDir
    private Path data;

    @Test
    void ofADiskATenthIsLeftAndAGibibyteAtLeastAndHalfOfASmallOne() {
        assertThat(SizeLimit.ofDisk(100 * GIB)).isEqualTo(90 * GIB);
        assertThat(SizeLimit.ofDisk(5 * GIB)).isEqualTo(4 * GIB);
        assertThat(SizeLimit.ofDisk(GIB)).isEqualTo(512 * MIB);
        assertThat(SizeLimit.ofDisk(MIB)).as("less cannot be set").isEqualTo(16 * MIB);
    }

    @Test
    void theLogIsPartOfIt() {
        assertThat(SizeLimit.ofPages(settings(100 * MIB), data.resolve("switchboard.db")))
                .isEqualTo(84 * MIB);
        assertThat(SizeLimit.ofPages(settings(16 * MIB), data.resolve("switchboard.db")))
                .isEqualTo(12 * MIB);
    }

    @Test
    void withoutASettingItIsWhatTheDiskLeaves() {
        long free = data.toFile().getUsableSpace();
        assertThat(SizeLimit.ofPages(settings(SqliteSettings.BY_DISK), data.resolve("switchboard.db")))
                .isBetween(16 * MIB - 4 * MIB, Math.max(16 * MIB, free));
    }

    /** Or a database that fills the disk to its limit would have less at each start. */
    @Test
    void whatDatabaseAndLogTakeIsPartOfWhatTheyMay() throws IOException {
        sparse(data.resolve("switchboard.db"), 4_096 * GIB);
        sparse(data.resolve("switchboard.db-wal"), 4_096 * GIB);

        assertThat(SizeLimit.ofPages(settings(SqliteSettings.BY_DISK), data.resolve("switchboard.db")))
                .isGreaterThan(7_000 * GIB);
    }

    /** It takes no room on the disk. */
    private static void sparse(Path file, long bytes) throws IOException {
        try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength(bytes);
        }
    }

    private static SqliteSettings settings(long maxBytes) {
        return new SqliteSettings(MIB, MIB, 8 * MIB, maxBytes, Duration.ZERO);
    }
}
