package switchboard.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** The Ed25519 key with which a server signs its checkpoints. Immutable; {@link #toString} does not tell it. */
public final class SignatureKey {
    private final PrivateKey signing;
    private final CheckpointKey verifying;

    private SignatureKey(PrivateKey signing, PublicKey verifying) {
        this.signing = signing;
        this.verifying = CheckpointKey.of(verifying);
    }

    /** One that nobody has. */
    public static SignatureKey draw() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(CheckpointKey.ED25519).generateKeyPair();
            return new SignatureKey(pair.getPrivate(), pair.getPublic());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /**
     * One that was written by {@link #written}.
     *
     * @throws IllegalArgumentException if it was not
     */
    public static SignatureKey parse(String written) {
        String[] lines = written.strip().split("\n", -1);
        if (lines.length != 2) {
            throw new IllegalArgumentException("a key has two lines, its private and its public half");
        }
        try {
            KeyFactory keys = KeyFactory.getInstance(CheckpointKey.ED25519);
            SignatureKey key = new SignatureKey(
                    keys.generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines[0].strip()))),
                    keys.generatePublic(
                            new X509EncodedKeySpec(Base64.getDecoder().decode(lines[1].strip()))));
            byte[] text = {1, 2, 3};
            if (!key.verifying.verifies(text, key.sign(text))) {
                throw new IllegalArgumentException("the two halves of the key do not belong together");
            }
            return key;
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("this is no Ed25519 key", e);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** How it is kept: PKCS #8 and X.509, each in base64 on a line of its own. */
    public String written() {
        Base64.Encoder base64 = Base64.getEncoder();
        return base64.encodeToString(signing.getEncoded()) + "\n" + base64.encodeToString(verifying.encoded()) + "\n";
    }

    /** What everybody may know of it. */
    public CheckpointKey publicKey() {
        return verifying;
    }

    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(CheckpointKey.ED25519);
            signature.initSign(signing);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException everyJdkCan) {
            throw new IllegalStateException(everyJdkCan);
        }
    }

    @Override
    public String toString() {
        return "SignatureKey[not for logs]";
    }
}
