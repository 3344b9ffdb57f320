package switchboard.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An identity provider of a school, with one key of each kind, and the tokens that it signs. */
final class TestIssuer {
    static final String NAME = "https://login.school.example";
    static final String AUDIENCE = "switchboard";
    static final String SECRET = "a secret of thirty-two bytes ....";

    /** Making RSA keys is slow: all tests use the same. */
    static final TestIssuer SCHOOL = new TestIssuer("school");

    private final RSAKey rsa;
    private final ECKey ec;
    private final OctetKeyPair ed;
    private final KeyPair edPair;

    TestIssuer(String kid) {
        try {
            rsa = new RSAKeyGenerator(2048).keyID(kid + "-rsa").generate();
            ec = new ECKeyGenerator(Curve.P_256).keyID(kid + "-ec").generate();
            edPair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] encoded = edPair.getPublic().getEncoded();
            ed = new OctetKeyPair.Builder(
                            Curve.Ed25519,
                            Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                    .keyID(kid + "-ed")
                    .build();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it publishes. */
    JWKSet keys() {
        return new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK(), ed));
    }

    RSAKey rsa() {
        return rsa;
    }

    /** As the settings name it, by these keys. */
    static Issuer known(Keys keys, JWSAlgorithm... algorithms) {
        return new Issuer(NAME, Set.of(AUDIENCE), Set.of(algorithms), keys, ClaimNames.OF_PROTOCOL);
    }

    /** Keys that are there without being read from anywhere. */
    static Keys published(JWK... keys) {
        return header -> Arrays.stream(keys)
                .filter(key -> header.getKeyID() == null || header.getKeyID().equals(key.getKeyID()))
                .map(Keys.Key::lasting)
                .toList();
    }

    Keys published() {
        return published(keys().getKeys().toArray(JWK[]::new));
    }

    /** Of ann, a student, for an hour. */
    static JWTClaimsSet.Builder claims(Instant now) {
        return new JWTClaimsSet.Builder()
                .issuer(NAME)
                .audience(AUDIENCE)
                .subject("ann")
                .claim("role", "student")
                .expirationTime(Date.from(now.plusSeconds(3_600)));
    }

    String token(JWSAlgorithm algorithm, JWTClaimsSet claims) {
        return token(header(algorithm), claims);
    }

    JWSHeader.Builder header(JWSAlgorithm algorithm) {
        JWSHeader.Builder header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT);
        if (algorithm.equals(JWSAlgorithm.RS256)) {
            header.keyID(rsa.getKeyID());
        } else if (algorithm.equals(JWSAlgorithm.ES256)) {
            header.keyID(ec.getKeyID());
        } else if (algorithm.equals(JWSAlgorithm.EdDSA)) {
            header.keyID(ed.getKeyID());
        }
        return header;
    }

    String token(JWSHeader.Builder header, JWTClaimsSet claims) {
        SignedJWT token = new SignedJWT(header.build(), claims);
        try {
            JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
            if (algorithm.equals(JWSAlgorithm.EdDSA)) {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(edPair.getPrivate());
                signature.update(token.getSigningInput());
                return new String(token.getSigningInput(), StandardCharsets.US_ASCII) + "."
                        + Base64URL.encode(signature.sign());
            }
            token.sign(
                    algorithm.equals(JWSAlgorithm.HS256)
                            ? new MACSigner(SECRET)
                            : algorithm.equals(JWSAlgorithm.RS256) ? new RSASSASigner(rsa) : new ECDSASigner(ec));
            return token.serialize();
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed by that secret, with these claims. */
    static String bySecret(byte[] secret, Instant now, Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = claims(now);
        change.accept(claims);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(new OctetSequenceKey.Builder(secret).build()));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** As {@code none} would have it: with no signature. */
    static String unsigned(Map<String, Object> header, JWTClaimsSet claims) {
        return Base64URL.encode(JSONObjectUtils.toJSONString(header)) + "." + Base64URL.encode(claims.toString()) + ".";
    }
}
