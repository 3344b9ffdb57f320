package switchboard.store.sqlite;

import java.time.Duration;
import switchboard.settings.SettingsReader;

/**
 * How SQLite is run.
 *
 * @param cacheBytes memory that the writer's connection may use for pages
 * @param readerCacheBytes the same for each reader's connection
 * @param checkpointBytes size of the write-ahead log from which on its pages are moved to their place
 * @param maxBytes size that the database may grow to; then it is full
 * @param busyTimeout how long a lock that another process holds is waited for
 */
public record SqliteSettings(
        long cacheBytes, long readerCacheBytes, long checkpointBytes, long maxBytes, Duration busyTimeout) {
    private static final long MIB = 1024 * 1024;

    public static SqliteSettings from(SettingsReader settings) {
        return new SqliteSettings(
                settings.bytes("switchboard.sqlite.cache", MIB, 4096 * MIB),
                settings.bytes("switchboard.sqlite.reader-cache", MIB, 4096 * MIB),
                settings.bytes("switchboard.sqlite.checkpoint", MIB, 1024 * MIB),
                settings.bytes("switchboard.sqlite.max-size", 16 * MIB, 16 * MIB * MIB),
                settings.duration("switchboard.sqlite.busy-timeout", Duration.ZERO, Duration.ofSeconds(2)));
    }
}
