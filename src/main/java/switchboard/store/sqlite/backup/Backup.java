package switchboard.store.sqlite.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import switchboard.files.PrivateFiles;
import switchboard.store.StoreException;
import switchboard.store.sqlite.file.NativeLibrary;
import switchboard.store.sqlite.file.SqliteFile;

/**
 * A copy of a database as it is at one moment, also of one to which a server writes meanwhile. It has its name only
 * once it is whole, was looked through, and is on disk: whatever ends this before leaves an unfinished file, which the
 * next backup to the same folder removes.
 */
public final class Backup {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'switchboard-'uuuu-MM-dd'T'HH-mm-ss'Z.db'")
            .withZone(ZoneOffset.UTC);

    private static final String UNFINISHED = ".unfinished";
    private static final String ALL_UNFINISHED = "switchboard-*" + UNFINISHED + "*";
    private static final String LOCK = "backup.lock";

    private final Path source;
    private final Path folder;

    private Backup(Path source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    /** One that is made. */
    public record Made(Path file, long bytes, Contents contents) {}

    /**
     * Makes one.
     *
     * @param data the data folder whose database it is of
     * @param folder for backups; made where there is none
     * @param now by which it is named, in UTC
     * @throws IOException if it cannot be made: its text says why, to whoever wanted it. Then there is none
     */
    public static Made make(Path data, Path folder, Instant now) throws IOException {
        Path source = SqliteFile.in(data);
        if (Files.notExists(source)) {
            throw new IOException(
                    "there is no database in " + data + ": a server that has run there would have made one");
        }
        return new Backup(source, folder.toAbsolutePath().normalize()).make(now);
    }

    private Made make(Instant now) throws IOException {
        try (FileChannel channel = openLock()) {
            if (tryLock(channel) == null) {
                throw new IOException("another backup to " + folder + " is under way");
            }
            removeUnfinished();
            refuseWithoutRoom();
            NativeLibrary.load(folder);
            try {
                return make(nameAt(now));
            } catch (IOException e) {
                removeUnfinished();
                throw e;
            }
        }
    }

    private FileChannel openLock() throws IOException {
        try {
            if (Files.notExists(folder)) {
                PrivateFiles.createFolder(folder);
                PrivateFiles.giveToOwnerOfFolder(folder);
            }
            Path lock = folder.resolve(LOCK);
            FileChannel channel = PrivateFiles.open(lock);
            PrivateFiles.giveToOwnerOfFolder(lock);
            return channel;
        } catch (IOException e) {
            throw new IOException("the folder " + folder + " cannot be written (" + PrivateFiles.reason(e) + ")", e);
        }
    }

    /** A copy is never larger than what it is of: what nobody uses is left out. */
    private void refuseWithoutRoom() throws IOException {
        Path log = source.resolveSibling(source.getFileName() + "-wal");
        long needed = Files.size(source) + (Files.exists(log) ? Files.size(log) : 0);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < needed) {
            throw new IOException("there is no room for a backup in " + folder + ": it may take " + needed
                    + " bytes, and " + free + " are free");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private void removeUnfinished() throws IOException {
        try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(folder, ALL_UNFINISHED)) {
            for (Path file : unfinished) {
                Files.delete(file);
            }
        }
    }

    /** One more second where there is one of this second already. */
    private Path nameAt(Instant now) {
        Path file = folder.resolve(NAME.format(now));
        return Files.exists(file) ? nameAt(now.plusSeconds(1)) : file;
    }

    private Made make(Path file) throws IOException {
        Path unfinished = folder.resolve(file.getFileName() + UNFINISHED);
        PrivateFiles.create(unfinished);
        PrivateFiles.giveToOwnerOfFolder(unfinished);
        copyInto(unfinished);
        Contents contents = look(unfinished);
        try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        PrivateFiles.syncFolder(folder);
        return new Made(file, Files.size(file), contents);
    }

    /** In one transaction that reads: whoever writes goes on, and nothing of what they write meanwhile is in it. */
    private void copyInto(Path file) throws IOException {
        try (Connection database = SqliteFile.openUnchanged(source);
                PreparedStatement copy = database.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, file.toString());
            copy.execute();
        } catch (SQLException e) {
            throw new IOException(source + " cannot be copied to " + folder + ": " + e.getMessage(), e);
        }
    }

    private static Contents look(Path file) throws IOException {
        try (Connection copy = SqliteFile.openUnchanged(file)) {
            return Contents.of(copy, file);
        } catch (SQLException | StoreException e) {
            throw new IOException("the copy is not sound, and was removed: " + e.getMessage(), e);
        }
    }
}
