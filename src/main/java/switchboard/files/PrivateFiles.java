package switchboard.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Makes what lies in a data folder for the server's user alone: folders 700, files 600. Where a file system knows no
 * such rights they are made as it makes them.
 */
public final class PrivateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PrivateFiles.class);

    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("------rwx");

    private PrivateFiles() {}

    /**
     * Makes a folder, and those above it, unless they are there. The rights of one that is there stay as they are, as
     * it may be somebody else's, too; that others may read it is said.
     */
    public static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, rights(folder, FOLDER));
        if (isOpenToOthers(folder)) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.DATA_READABLE)
                    .log("Every user of this machine may look into {}: chmod 700 it.", folder);
        }
    }

    /** Opens a file to write it; makes it where there is none. */
    public static FileChannel open(Path file) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileChannel channel = FileChannel.open(file, options, rights(file, FILE));
        takeFromOthers(file);
        return channel;
    }

    /** Makes an empty file, unless there is one. */
    public static void create(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, rights(file, FILE));
        }
    }

    /** Puts a file in place of one that may be there; who reads it finds all of the text, or the one before. */
    public static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        create(fresh);
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        giveToOwnerOfFolder(fresh);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * What an administrator writes as root is the folder's owner's, who could not read it otherwise. For anybody else a
     * file that they have made is theirs already.
     */
    public static void giveToOwnerOfFolder(Path file) throws IOException {
        if ("root".equals(System.getProperty("user.name")) && knowsRights(file)) {
            UserPrincipal owner = Files.getOwner(file.toAbsolutePath().getParent());
            // Whoever owns the folder may have put a link in the file's place: not what it leads to is given away.
            Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setOwner(owner);
        }
    }

    /** Why a file or folder could not be made or opened, in words for whoever wanted it. */
    public static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "there is a file of that name";
        }
        if (e instanceof NoSuchFileException) {
            return "it is not there and cannot be made";
        }
        String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** Has the names of the files in a folder on disk, where a folder can be opened for that. */
    public static void syncFolder(Path folder) throws IOException {
        if (knowsRights(folder)) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** Takes their rights to a file from all who are neither its owner nor of its group. */
    public static void takeFromOthers(Path file) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            if (rights.removeAll(OF_OTHERS)) {
                Files.setPosixFilePermissions(file, rights);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // There is no such file, it is not this user's, or its file system knows no rights: the folder is what
            // keeps it.
        }
    }

    /** Takes their rights to a file from all but its owner. @throws IOException if that cannot be done */
    public static void takeFromAllButOwner(Path file) throws IOException {
        if (knowsRights(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    private static boolean isOpenToOthers(Path folder) throws IOException {
        return knowsRights(folder) && Files.getPosixFilePermissions(folder).removeAll(OF_OTHERS);
    }

    private static FileAttribute<?>[] rights(Path path, Set<PosixFilePermission> rights) {
        return knowsRights(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    private static boolean knowsRights(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
