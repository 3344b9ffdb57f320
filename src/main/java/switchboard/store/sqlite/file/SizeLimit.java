package switchboard.store.sqlite.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much the pages of the database may take, as the settings or the disk say. */
final class SizeLimit {
    /** Of the disk, at least one part in so many is left to others. */
    private static final int LEFT = 10;

    private static final long LEFT_AT_LEAST = 1L << 30;

    private SizeLimit() {}

    /** @param database may not exist yet; its folder does */
    static long ofPages(SqliteSettings settings, Path database) {
        long all = settings.hasMaxBytes() ? settings.maxBytes() : ofDisk(database);
        return all - Math.min(Checkpoint.MOST_TIMES_DUE * settings.checkpointBytes(), all / 4);
    }

    /**
     * What the database takes and what is free, less what is left to others. It is the same at the next start, as long
     * as nobody else takes or frees anything.
     */
    private static long ofDisk(Path database) {
        long free;
        try {
            free = Files.getFileStore(database.getParent()).getUsableSpace();
        } catch (IOException unknown) {
            // A disk that does not say what is free says so when nothing is.
            return SqliteSettings.MOST_BYTES;
        }
        return ofDisk(size(database) + size(database.resolveSibling(database.getFileName() + "-wal")) + free);
    }

    /** @param bytes that the database takes, or that are free */
    static long ofDisk(long bytes) {
        long left = Math.min(Math.max(bytes / LEFT, LEFT_AT_LEAST), bytes / 2);
        return Math.min(Math.max(bytes - left, SqliteSettings.FEWEST_BYTES), SqliteSettings.MOST_BYTES);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException none) {
            return 0;
        }
    }
}
