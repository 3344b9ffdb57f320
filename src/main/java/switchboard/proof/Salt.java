package switchboard.proof;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What hides a value in the tree: without its salt nobody can try whether a guess of the value is right. Whoever
 * deletes the salt erases the value for good, and the tree stays as it is. Immutable.
 *
 * <p>{@link #toString} does not tell it.
 */
public final class Salt {
    /** How many bytes one that is drawn has. */
    public static final int BYTES = 16;

    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private Salt(byte[] bytes) {
        this.bytes = bytes;
    }

    /** One that nobody can foresee. */
    public static Salt draw() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Salt(bytes);
    }

    /** @throws IllegalArgumentException if these are fewer than 16 bytes */
    public static Salt of(byte[] bytes) {
        if (bytes.length < BYTES) {
            throw new IllegalArgumentException("a salt has " + BYTES + " bytes or more, not " + bytes.length);
        }
        return new Salt(bytes.clone());
    }

    /** A copy of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The commitment to a value: C in protocol.md, section 11. */
    byte[] commitTo(byte[] value) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(bytes, HMAC));
            return mac.doFinal(value);
        } catch (NoSuchAlgorithmException | InvalidKeyException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Salt salt && Arrays.equals(bytes, salt.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Salt[not for logs]";
    }
}
