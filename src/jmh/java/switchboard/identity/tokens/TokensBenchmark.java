package switchboard.identity.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import switchboard.jmh.Piece;

/** What the token of a request costs: when it comes for the first time, and when it comes again. */
public class TokensBenchmark extends Piece {
    private static final Instant NOW = Instant.parse("2026-11-24T08:15:30Z");

    @Param({"HS256", "ES256"})
    public String algorithm = "";

    private String token;
    private TokenVerifier verifier;
    private Tokens tokens;

    @Setup
    public void signToken() throws Exception {
        JWSAlgorithm signedBy = JWSAlgorithm.parse(algorithm);
        JWSSigner signer;
        JWK key;
        if (signedBy.equals(JWSAlgorithm.HS256)) {
            OctetSequenceKey secret = new OctetSequenceKeyGenerator(256).generate();
            signer = new MACSigner(secret);
            key = secret;
        } else {
            ECKey pair = new ECKeyGenerator(Curve.P_256).generate();
            signer = new ECDSASigner(pair);
            key = pair.toPublicJWK();
        }
        SignedJWT signed = new SignedJWT(
                new JWSHeader(signedBy),
                new JWTClaimsSet.Builder()
                        .issuer("school")
                        .audience("switchboard")
                        .subject("ann")
                        .claim("role", "student")
                        .expirationTime(Date.from(NOW.plus(Duration.ofHours(1))))
                        .build());
        signed.sign(signer);
        token = signed.serialize();
        Keys keys = header -> List.of(Keys.Key.lasting(key));
        verifier = new TokenVerifier(
                List.of(new Issuer("school", Set.of("switchboard"), Set.of(signedBy), keys, ClaimNames.OF_PROTOCOL)));
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        tokens = new Tokens(
                verifier, new VerifiedTokens(1_000), new Revocations(Duration.ofHours(1), clock), clock, Runnable::run);
        tokens.judge(token);
    }

    /** With its signature and its claims. */
    @Benchmark
    public Object forTheFirstTime() {
        return verifier.judge(token, NOW);
    }

    /** One that is remembered as good. */
    @Benchmark
    public Object again() {
        return tokens.judge(token);
    }
}
