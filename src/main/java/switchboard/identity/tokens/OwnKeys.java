package switchboard.identity.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import switchboard.files.PrivateFiles;

/**
 * The keys with which this server signs its tokens: a file for its user alone, with a key in each line and behind a
 * former one until when its tokens count. The first signs. The file is read again whenever it has changed, so that a
 * running server takes a new key at once. Thread-safe.
 */
public final class OwnKeys implements Keys {
    /** The name of the file in the data folder. */
    public static final String FILE = "token-keys";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private FileTime readAt;
    private List<Key> keys;

    private OwnKeys(Path file, FileTime readAt, List<Key> keys) {
        this.file = file;
        this.readAt = readAt;
        this.keys = keys;
    }

    /**
     * Those of this file, which is made where there is none.
     *
     * @throws IOException if it cannot be read or made, or is no such file
     */
    public static OwnKeys of(Path file) throws IOException {
        if (Files.notExists(file)) {
            PrivateFiles.write(file, drawn() + "\n");
        }
        FileTime at = Files.getLastModifiedTime(file);
        return new OwnKeys(file, at, read(file));
    }

    /**
     * Puts a new key before those of the file; tokens of the one before count until then.
     *
     * @throws IOException as {@link #of}
     */
    public static void rotate(Path file, Instant formerUntil, Instant now) throws IOException {
        StringBuilder lines = new StringBuilder(drawn()).append('\n');
        if (Files.exists(file)) {
            for (Key key : read(file)) {
                Instant until = key.until().isBefore(formerUntil) ? key.until() : formerUntil;
                if (until.isAfter(now)) {
                    lines.append(((OctetSequenceKey) key.jwk()).getKeyValue())
                            .append(' ')
                            .append(until)
                            .append('\n');
                }
            }
        }
        PrivateFiles.write(file, lines.toString());
    }

    private static String drawn() {
        byte[] secret = new byte[SharedSecrets.LEAST_BYTES];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private static List<Key> read(Path file) throws IOException {
        List<Key> keys = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.strip().split(" ", 2);
            try {
                if (!parts[0].isEmpty()) {
                    byte[] secret = Base64.getUrlDecoder().decode(parts[0]);
                    Instant until = parts.length == 1 ? Instant.MAX : Instant.parse(parts[1]);
                    keys.add(new Key(SharedSecrets.key(secret), until));
                }
            } catch (IllegalArgumentException | DateTimeException noKey) {
                // Not its message, which may quote what the line holds.
                throw new IOException(
                        file + " is no file of keys: remove it to have a new one made, by which all tokens that"
                                + " this server gave out are void");
            }
        }
        if (keys.isEmpty()) {
            throw new IOException(file + " holds no key: remove it to have a new one made");
        }
        return List.copyOf(keys);
    }

    /** The key that signs. */
    OctetSequenceKey signing() throws Unavailable {
        return (OctetSequenceKey) present().get(0).jwk();
    }

    @Override
    public List<Key> of(JWSHeader header) throws Unavailable {
        return header.getAlgorithm().equals(JWSAlgorithm.HS256) ? present() : List.of();
    }

    private synchronized List<Key> present() throws Unavailable {
        try {
            FileTime at = Files.getLastModifiedTime(file);
            if (!at.equals(readAt)) {
                keys = read(file);
                readAt = at;
            }
            return keys;
        } catch (IOException unreadable) {
            throw new Unavailable(unreadable);
        }
    }
}
