package switchboard.store.sqlite.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import switchboard.files.PrivateFiles;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/**
 * Keeps a second server out of a data folder. Held by the operating system for this process, so that it ends with it
 * whatever way that ends; the file stays.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = "switchboard.lock";

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Makes the folder where there is none, and takes it. */
    public static FolderLock take(Path folder) throws StoreException {
        FileChannel channel = open(folder);
        try {
            if (tryLock(channel) != null) {
                return new FolderLock(channel);
            }
        } catch (IOException e) {
            close(channel);
            throw new StoreException(
                    Trouble.UNUSABLE,
                    "The data folder " + folder + " cannot be locked (" + PrivateFiles.reason(e) + ").",
                    e);
        }
        close(channel);
        throw new StoreException(
                Trouble.UNUSABLE,
                "Another Switchboard server uses the data folder " + folder
                        + ": stop it, or give this one another folder (switchboard.data).");
    }

    private static FileChannel open(Path folder) throws StoreException {
        try {
            PrivateFiles.createFolder(folder);
            return PrivateFiles.open(folder.resolve(NAME));
        } catch (IOException e) {
            throw new StoreException(
                    Trouble.UNUSABLE,
                    "The data folder " + folder + " cannot be written (" + PrivateFiles.reason(e)
                            + "): make it a folder that the server's user may write, or choose another one"
                            + " (switchboard.data).",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the descriptor, which is gone whatever close() says.
        }
    }
}
