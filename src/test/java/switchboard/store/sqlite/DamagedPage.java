package switchboard.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of a database that a bad disk has overwritten. Done by another process: closing the file in this one would
 * drop the locks that SQLite has on it.
 */
public final class DamagedPage {
    private static final int BYTES = 4096;

    private final Path file;
    private final Path before;
    private final long page;

    private DamagedPage(Path folder, long page) throws IOException {
        this.file = folder.resolve("switchboard.db");
        this.page = page;
        this.before = folder.resolve("page-" + page);
        dd("if=" + file, "of=" + before, "skip=" + (page - 1));
    }

    /** The first of the leaves in which this table or index begins. Everything committed is in its place afterwards. */
    public static DamagedPage firstOf(Path folder, String tableOrIndex) throws IOException, SQLException {
        return of(folder, tableOrIndex, "path");
    }

    /** The leaf in which it ends. */
    public static DamagedPage lastOf(Path folder, String tableOrIndex) throws IOException, SQLException {
        return of(folder, tableOrIndex, "path DESC");
    }

    private static DamagedPage of(Path folder, String tableOrIndex, String order) throws IOException, SQLException {
        try (RawDatabase raw = new RawDatabase(folder)) {
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            String page = raw.text("SELECT pageno FROM dbstat WHERE pagetype = 'leaf' AND name = '" + tableOrIndex
                    + "' ORDER BY " + order + " LIMIT 1");
            return new DamagedPage(folder, Long.parseLong(page)).damage();
        }
    }

    /** The page with the header of the file. */
    static DamagedPage header(Path folder) throws IOException {
        return new DamagedPage(folder, 1).damage();
    }

    private DamagedPage damage() throws IOException {
        Path noise = Files.writeString(before.resolveSibling("noise"), "damage! ".repeat(BYTES / 8));
        dd("if=" + noise, "of=" + file, "seek=" + (page - 1));
        return this;
    }

    /** Puts back what was there before. */
    public void repair() throws IOException {
        dd("if=" + before, "of=" + file, "seek=" + (page - 1));
    }

    private static void dd(String... operands) throws IOException {
        List<String> command = new ArrayList<>(List.of("dd", "bs=" + BYTES, "count=1", "conv=notrunc", "status=none"));
        command.addAll(List.of(operands));
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IOException("failed: " + command);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
