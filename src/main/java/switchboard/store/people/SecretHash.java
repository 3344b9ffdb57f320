package switchboard.store.people;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What is stored of a secret: its SHA-256. A secret has 256 bits that nobody chose, so it needs no salt and no slow
 * hash, and whoever reads the database finds none.
 */
public record SecretHash(byte[] bytes) {
    /** In bytes. */
    public static final int LENGTH = 32;

    /** @throws IllegalArgumentException if it has another length */
    public SecretHash {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a hash of " + bytes.length + " bytes (allowed: " + LENGTH + ")");
        }
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Takes as long whatever differs. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SecretHash hash && MessageDigest.isEqual(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "SecretHash[not for logs]";
    }
}
