package switchboard.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static SqliteSettings settings(long maxBytes) {
        return new SqliteSettings(MIB, MIB, 8 * MIB, maxBytes, Duration.ZERO);
    }
}
