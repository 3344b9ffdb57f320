package switchboard.store.sqlite.file;

import java.time.Duration;
import switchboard.settings.SettingsReader;

/**
 * How SQLite is run.
 *
 * @param cacheBytes memory that the writer's connection may use for pages
 * @param readerCacheBytes the same for each reader's connection
 * @param checkpointBytes size of the write-ahead log from which on its pages are moved to their place
 * @param maxBytes size that the database may grow to, its log included; then it is full. {@link #BY_DISK} for what the
 *     disk leaves
 * @param busyTimeout how long a lock that another process holds is waited for
 */
public record SqliteSettings(
        long cacheBytes, long readerCacheBytes, long checkpointBytes, long maxBytes, Duration busyTimeout) {
    private static final long MIB = 1024 * 1024;

    static final long FEWEST_BYTES = 16 * MIB;
    static final long MOST_BYTES = 16 * MIB * MIB;

    /** Most of what is free at the start. */
    public static final long BY_DISK = 0;

    private static final String BY_DISK_WRITTEN = "auto";

    public static SqliteSettings from(SettingsReader settings) {
        return new SqliteSettings(
                settings.bytes("switchboard.sqlite.cache", MIB, 4096 * MIB),
                settings.bytes("switchboard.sqlite.reader-cache", MIB, 4096 * MIB),
                settings.bytes("switchboard.sqlite.checkpoint", MIB, 1024 * MIB),
                settings.bytesOr(BY_DISK_WRITTEN, BY_DISK, "switchboard.sqlite.max-size", FEWEST_BYTES, MOST_BYTES),
                settings.duration("switchboard.sqlite.busy-timeout", Duration.ZERO, Duration.ofSeconds(2)));
    }

    boolean hasMaxBytes() {
        return maxBytes != BY_DISK;
    }
}
