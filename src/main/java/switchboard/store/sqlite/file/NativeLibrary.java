package switchboard.store.sqlite.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;
import switchboard.files.PrivateFiles;

/**
 * SQLite's own code, which the driver takes out of the jar into a file that the process then maps. It is unpacked in
 * the data folder, and removed as soon as it is mapped: a process that is killed leaves nothing behind, and the
 * temporary folder may be small, or forbid programs.
 */
public final class NativeLibrary {
    private static final String TEMPORARY_FOLDER = "org.sqlite.tmpdir";
    private static final String OWN_LIBRARY = "org.sqlite.lib.path";
    private static final String NAME = "native";

    private NativeLibrary() {}

    /**
     * Loads it, unless that is done. Where nothing can be run from the data folder, the driver's first use looks in the
     * temporary folder; where somebody has chosen a folder or a library by the driver's own properties, there.
     *
     * @param folder that is held by this process
     */
    public static synchronized void load(Path folder) {
        Path unpacked = folder.resolve(NAME);
        remove(unpacked);
        if (System.getProperty(TEMPORARY_FOLDER) != null || System.getProperty(OWN_LIBRARY) != null) {
            return;
        }
        try {
            PrivateFiles.createFolder(unpacked);
            System.setProperty(TEMPORARY_FOLDER, unpacked.toString());
            SQLiteJDBCLoader.initialize();
        } catch (Exception notHere) {
            // The driver tries again at its first connection, and that says what is wrong.
        } finally {
            System.clearProperty(TEMPORARY_FOLDER);
            remove(unpacked);
        }
    }

    /** Not on Windows, where a file stays as long as it is mapped: the next start does it. */
    private static void remove(Path unpacked) {
        if (!Files.isDirectory(unpacked)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(unpacked, "sqlite-*")) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(unpacked);
        } catch (IOException later) {
            // What stays is one library, in a folder of its own.
        }
    }
}
