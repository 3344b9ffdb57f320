package switchboard.identity.tokens;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/** This server as an issuer of its own: makes tokens, and is believed as any other issuer is. Thread-safe. */
public final class OwnTokens {
    /** What {@code iss} is in them; no other issuer may have that name. */
    public static final String ISSUER = "switchboard";

    private static final String DEVICE = "device";
    private static final String SESSIONS_OF = "sessions_of";
    private static final String SESSION = "session_id";
    private static final String NAME = "name";

    private final OwnKeys keys;

    /** @param keys with which it signs */
    public OwnTokens(OwnKeys keys) {
        this.keys = keys;
    }

    /** A token, and when it expires: in whole seconds. */
    public record Issued(String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Issued[not for logs]";
        }
    }

    /** The keys cannot be read at the moment. */
    public static final class NoKeys extends Exception {
        private static final long serialVersionUID = 1L;

        private NoKeys(Throwable cause) {
            super("the keys with which tokens are signed cannot be read: " + cause.getMessage(), cause);
        }
    }

    /**
     * Who the bearer of a token is.
     *
     * @param onlySession the one session in which it is good; empty where it is good in all
     * @param name how they are shown; empty where nobody has said that
     */
    public record Bearer(
            UserId user, Role role, Optional<SessionId> onlySession, Optional<DisplayName> name, Identity.Own own) {}

    /** A token by which its bearer is that one. */
    public Issued issue(Bearer bearer, Instant now, Duration lifetime) throws NoKeys {
        Instant expiresAt = now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject(bearer.user().value())
                .claim("role", bearer.role().wire())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expiresAt));
        bearer.onlySession().ifPresent(only -> claims.claim(SESSION, only.toString()));
        bearer.name().ifPresent(name -> claims.claim(NAME, name.value()));
        Identity.Own own = bearer.own();
        own.device().ifPresent(device -> claims.claim(DEVICE, device));
        own.sessionsOf().ifPresent(creator -> claims.claim(SESSIONS_OF, creator.value()));
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        try {
            token.sign(new MACSigner(keys.signing()));
        } catch (Keys.Unavailable | JOSEException e) {
            throw new NoKeys(e.getCause() == null ? e : e.getCause());
        }
        return new Issued(token.serialize(), expiresAt);
    }

    /** What one of its own tokens says that others do not. */
    static Identity.Own read(JWTClaimsSet claims) {
        return new Identity.Own(
                claims.getClaim(DEVICE) instanceof Number device
                        ? OptionalLong.of(device.longValue())
                        : OptionalLong.empty(),
                claims.getClaim(SESSIONS_OF) instanceof String creator
                        ? Optional.of(new UserId(creator))
                        : Optional.empty());
    }

    Issuer issuer() {
        return new Issuer(ISSUER, Set.of(), Set.of(JWSAlgorithm.HS256), keys, ClaimNames.OF_PROTOCOL);
    }
}
