package switchboard.bench.stage;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.TokenMaker;
import switchboard.protocol.values.Role;

/** An issuer whom the servers of a run believe, and nobody else. Its keys lie in a file that ends with this program. */
public final class TokenIssuer implements TokenMaker {
    /** How tokens are signed. */
    public enum Algorithm {
        HS256,
        ES256
    }

    private static final String NAME = "bench";
    private static final int SECRET_BYTES = 32;
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final Algorithm algorithm;
    private final JWSSigner signer;
    private final Path file;
    private final Clock clock;
    private final Map<String, String> made = new ConcurrentHashMap<>();

    private TokenIssuer(Algorithm algorithm, JWSSigner signer, Path file, Clock clock) {
        this.algorithm = algorithm;
        this.signer = signer;
        this.file = file;
        this.clock = clock;
    }

    /** One with a key that it draws. */
    public static TokenIssuer with(Algorithm algorithm, Clock clock) {
        try {
            Path file = Files.createTempFile("switchboard-bench-", ".keys");
            file.toFile().deleteOnExit();
            if (algorithm == Algorithm.HS256) {
                byte[] drawn = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(drawn);
                String secret = HexFormat.of().formatHex(drawn);
                Files.writeString(file, secret);
                return new TokenIssuer(algorithm, new MACSigner(secret), file, clock);
            }
            ECKey key = new ECKeyGenerator(Curve.P_256).generate();
            Files.writeString(file, new JWKSet(key.toPublicJWK()).toString());
            return new TokenIssuer(algorithm, new ECDSASigner(key), file, clock);
        } catch (IOException | JOSEException e) {
            throw new BenchFailure("no keys for tokens: " + e.getMessage(), e);
        }
    }

    /** What makes a server believe it. */
    public Map<String, String> environment() {
        String keys = algorithm == Algorithm.HS256 ? "secret-file" : "audience = [bench], jwks-file";
        return Map.of(
                "SWITCHBOARD_AUTH_MODE",
                "token",
                "SWITCHBOARD_AUTH_PEOPLE",
                "false",
                "SWITCHBOARD_AUTH_ISSUERS",
                "[{ issuer = " + NAME + ", algorithms = [" + algorithm + "], " + keys + " = \"" + file + "\" }]");
    }

    @Override
    public String tokenOf(String user, Role role) {
        return made.computeIfAbsent(user + " " + role.wire(), first -> sign(user, role));
    }

    private String sign(String user, Role role) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(NAME)
                .subject(user)
                .claim("role", role.wire())
                .expirationTime(Date.from(clock.instant().plus(LIFETIME)));
        if (algorithm == Algorithm.ES256) {
            claims.audience(NAME);
        }
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.parse(algorithm.name())), claims.build());
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new BenchFailure("no token: " + e.getMessage(), e);
        }
        return token.serialize();
    }
}
