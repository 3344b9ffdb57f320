package switchboard.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;

/**
 * Whether a key signed a token. A key is asked for its own algorithm alone, so that no public key is ever taken for a
 * shared secret (RFC 8725, 2.1). Pure.
 */
final class Signatures {
    /** RFC 7518, 3.3. */
    private static final int LEAST_RSA_BITS = 2048;

    /** What stands before the 32 bytes of a public key in its SubjectPublicKeyInfo (RFC 8410, 4). */
    private static final byte[] ED25519_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
    };

    private static final int ED25519_BYTES = 32;

    private Signatures() {}

    /** False also where the key is of another kind, or of no use. */
    static boolean isBy(JWK key, SignedJWT token) {
        JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
        try {
            if (algorithm.equals(JWSAlgorithm.HS256)) {
                return key instanceof OctetSequenceKey secret && token.verify(new MACVerifier(secret));
            } else if (algorithm.equals(JWSAlgorithm.RS256)) {
                return key instanceof RSAKey rsa
                        && rsa.size() >= LEAST_RSA_BITS
                        && token.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
            } else if (algorithm.equals(JWSAlgorithm.ES256)) {
                return key instanceof ECKey ec
                        && ec.getCurve().equals(Curve.P_256)
                        && token.verify(new ECDSAVerifier(ec.toECPublicKey()));
            } else if (algorithm.equals(JWSAlgorithm.EdDSA)) {
                return key instanceof OctetKeyPair pair
                        && pair.getCurve().equals(Curve.Ed25519)
                        && isByEd25519(pair, token);
            }
            return false;
        } catch (JOSEException | GeneralSecurityException unusable) {
            // A key set may hold keys that nobody can use: a point that is not on its curve, for example.
            return false;
        }
    }

    /** By the JDK: the library wants Tink for it, which is as large as all of this server. */
    private static boolean isByEd25519(OctetKeyPair pair, SignedJWT token) throws GeneralSecurityException {
        byte[] x = pair.getDecodedX();
        if (x.length != ED25519_BYTES) {
            return false;
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + ED25519_BYTES];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(x, 0, encoded, ED25519_PREFIX.length, ED25519_BYTES);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }
}
