package switchboard.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** What everybody may know of the key with which a server signs its checkpoints: enough to check them. Immutable. */
public final class CheckpointKey {
    /** How it is called in the line of a signature (C2SP signed-note). */
    public static final String NAME = "switchboard";

    /** How many bytes an Ed25519 key has. */
    public static final int BYTES = 32;

    static final String ED25519 = "Ed25519";

    /** What a public key of Ed25519 begins with in X.509: RFC 8410. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** The type of an Ed25519 signature (C2SP signed-note). */
    private static final byte SIGNATURE_TYPE = 1;

    /** How many bytes of a line of a signature say by which key it is. */
    static final int ID_BYTES = 4;

    private final byte[] bytes;
    private final PublicKey key;

    private CheckpointKey(byte[] bytes, PublicKey key) {
        this.bytes = bytes;
        this.key = key;
    }

    static CheckpointKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new CheckpointKey(Arrays.copyOfRange(encoded, encoded.length - BYTES, encoded.length), key);
    }

    /** @throws IllegalArgumentException if these are not the 32 bytes of a key */
    public static CheckpointKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + BYTES + " bytes, not " + bytes.length);
        }
        byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + BYTES);
        System.arraycopy(bytes, 0, encoded, X509_PREFIX.length, BYTES);
        try {
            return new CheckpointKey(
                    bytes.clone(), KeyFactory.getInstance(ED25519).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("this is no Ed25519 key", e);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** Its 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    byte[] encoded() {
        return key.getEncoded();
    }

    /** What a line of a signature says first: that it is by this key. */
    byte[] id() {
        MessageDigest digest = Hash.sha256();
        digest.update((NAME + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(SIGNATURE_TYPE);
        return Arrays.copyOf(digest.digest(bytes), ID_BYTES);
    }

    /** The same key as other programs take it: the vkey of C2SP signed-note. */
    public String vkey() {
        byte[] typed = new byte[1 + BYTES];
        typed[0] = SIGNATURE_TYPE;
        System.arraycopy(bytes, 0, typed, 1, BYTES);
        return NAME + "+" + HexFormat.of().formatHex(id()) + "+" + StrictBase64.of(typed);
    }

    boolean verifies(byte[] text, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ED25519);
            check.initVerify(key);
            check.update(text);
            return check.verify(signature);
        } catch (SignatureException notOne) {
            return false;
        } catch (GeneralSecurityException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }
}
