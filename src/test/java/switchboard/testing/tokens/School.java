package switchboard.testing.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.function.Consumer;

/** A school that issues tokens with a secret which it shares with the server. */
public final class School {
    private static final String SECRET = "the school's secret of 32 bytes..";
    private static final String ISSUER = "https://login.school.example";

    private School() {}

    /** What has a server believe nobody but this school. */
    public static Map<String, String> settings() {
        try {
            Path secret = Files.createTempFile("school", ".secret");
            secret.toFile().deleteOnExit();
            Files.writeString(secret, SECRET);
            return Map.of(
                    "switchboard.auth.mode",
                    "token",
                    "switchboard.auth.people",
                    "false",
                    "switchboard.auth.issuers",
                    "[{ issuer = \"" + ISSUER + "\", algorithms = [HS256], secret-file = "
                            + ConfigUtil.quoteString(secret.toString()) + " }]");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String token(String user, String role) {
        return token(user, role, claims -> {});
    }

    /** @param more what else it says */
    public static String token(String user, String role, Consumer<JWTClaimsSet.Builder> more) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(user)
                .claim("role", role)
                .expirationTime(Date.from(Instant.now().plusSeconds(3_600)));
        more.accept(claims);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(SECRET));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }
}
