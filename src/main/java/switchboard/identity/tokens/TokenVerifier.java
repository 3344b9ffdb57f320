package switchboard.identity.tokens;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * Judges tokens: JSON Web Tokens that one of the known issuers has signed. One way for all issuers: the issuer is found
 * by {@code iss}, the signature is checked by its keys and algorithms alone, and only then is anything else read. No
 * address is ever taken from a token. Thread-safe; may wait for keys.
 */
final class TokenVerifier {
    /** How much the clocks of an issuer and this server may differ. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    /** Longer ones are not looked at. Those of identity providers have 1 to 3 KiB. */
    static final int MOST_CHARS = 8 * 1024;

    /**
     * RFC 7519, 5.1, and RFC 9068, 2.1. A token of another type, for a logout for example, says nothing of who asks.
     */
    private static final Set<JOSEObjectType> TYPES = Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

    private static final Verdict.Bad NO_TOKEN = new Verdict.Bad("this is no token (allowed: a signed JSON Web Token)");
    private static final Verdict.Bad UNKNOWN_ISSUER =
            new Verdict.Bad("the token's issuer is none that this server believes");
    private static final Verdict.Bad NOT_SIGNED =
            new Verdict.Bad("the token is not signed by its issuer, or in a way that this server does not take");
    private static final Verdict.Bad WRONG_AUDIENCE =
            new Verdict.Bad("the token was issued for another service (aud): ask its issuer for one for this server");

    private final Map<String, Issuer> issuers;

    /** @throws IllegalArgumentException if two issuers have the same name */
    TokenVerifier(List<Issuer> issuers) {
        try {
            this.issuers = issuers.stream().collect(Collectors.toUnmodifiableMap(Issuer::name, Function.identity()));
        } catch (IllegalStateException twice) {
            throw new IllegalArgumentException("two issuers of one name", twice);
        }
    }

    /** What the token says at this time. */
    Verdict judge(String token, Instant now) {
        if (token.length() > MOST_CHARS) {
            return new Verdict.Bad(
                    "a token of " + token.length() + " characters (allowed: at most " + MOST_CHARS + ")");
        }
        if (!token.chars().allMatch(TokenVerifier::mayStandInTokens)) {
            return NO_TOKEN;
        }
        SignedJWT signed;
        JWTClaimsSet claims;
        try {
            signed = SignedJWT.parse(token);
            claims = signed.getJWTClaimsSet();
        } catch (ParseException | IllegalArgumentException noToken) {
            return NO_TOKEN;
        }
        if (claims == null) {
            return NO_TOKEN;
        }
        Issuer issuer = claims.getIssuer() == null ? null : issuers.get(claims.getIssuer());
        if (issuer == null) {
            return UNKNOWN_ISSUER;
        }
        Keys.Key key;
        try {
            key = signingKey(issuer, signed, now);
        } catch (Keys.Unavailable nobodyKnows) {
            return Verdict.Unknown.INSTANCE;
        }
        return key == null ? NOT_SIGNED : judge(claims, issuer, key, now);
    }

    /** RFC 7515, 3.1: three texts in base64url, with dots between. The library passes over what else it finds. */
    private static boolean mayStandInTokens(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }

    private static Keys.@Nullable Key signingKey(Issuer issuer, SignedJWT token, Instant now) throws Keys.Unavailable {
        JWSHeader header = token.getHeader();
        boolean isOfUse = issuer.algorithms().contains(header.getAlgorithm())
                && (header.getType() == null || TYPES.contains(header.getType()))
                // What the issuer holds for critical, whoever does not know it must not pass over (RFC 7515, 4.1.11).
                && (header.getCriticalParams() == null
                        || header.getCriticalParams().isEmpty());
        if (!isOfUse) {
            return null;
        }
        for (Keys.Key key : issuer.keys().of(header)) {
            if (now.isBefore(key.until()) && Signatures.isBy(key.jwk(), token)) {
                return key;
            }
        }
        return null;
    }

    /** Of a token that its issuer has signed. */
    private static Verdict judge(JWTClaimsSet claims, Issuer issuer, Keys.Key key, Instant now) {
        if (!isFor(issuer.audiences(), claims.getAudience())) {
            return WRONG_AUDIENCE;
        }
        Date exp = claims.getExpirationTime();
        if (exp == null) {
            return missing("exp, the time at which it expires");
        }
        Instant expiresAt = exp.toInstant();
        if (!now.isBefore(expiresAt.plus(CLOCK_SKEW))) {
            return new Verdict.Bad("the token has expired " + inWords(Duration.between(expiresAt, now))
                    + " ago, by the clock of this server (allowed: " + CLOCK_SKEW.toSeconds()
                    + " s); get a new one");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && notBefore.toInstant().isAfter(now.plus(CLOCK_SKEW))) {
            return new Verdict.Bad("the token is good in " + inWords(Duration.between(now, notBefore.toInstant()))
                    + " only, by the clock of this server (allowed: " + CLOCK_SKEW.toSeconds()
                    + " s): one of the clocks is wrong");
        }
        return identity(claims, issuer, expiresAt, earlier(expiresAt.plus(CLOCK_SKEW), key.until()));
    }

    private static Verdict identity(JWTClaimsSet claims, Issuer issuer, Instant expiresAt, Instant goodUntil) {
        ClaimNames names = issuer.claims();
        Optional<UserId> user = names.userIdIn(claims);
        if (user.isEmpty()) {
            return missing(names.userId() + ", a user id (allowed: " + UserId.ALLOWED + ")");
        }
        Optional<Role> role = names.roleIn(claims, user.get());
        if (role.isEmpty()) {
            return missing(names.role() + ", a role (allowed: "
                    + String.join(", ", names.roles().keySet()) + ")");
        }
        Object only = claims.getClaim("session_id");
        Optional<SessionId> session = only instanceof String written ? SessionId.parse(written) : Optional.empty();
        // A token that is meant for one session must not be good for all, as nobody can read for which.
        if (only != null && session.isEmpty()) {
            return new Verdict.Bad("session_id of the token names no session (allowed: a UUID, or to leave it out)");
        }
        Optional<DisplayName> name =
                claims.getClaim("name") instanceof String written ? DisplayName.parse(written) : Optional.empty();
        Optional<Identity.Own> own =
                issuer.name().equals(OwnTokens.ISSUER) ? Optional.of(OwnTokens.read(claims)) : Optional.empty();
        return new Verdict.Good(new Identity(user.get(), role.get(), session, name, own, expiresAt, goodUntil));
    }

    /** Who names no audience must not take what was issued for somebody (RFC 7519, 4.1.3). */
    private static boolean isFor(Set<String> audiences, List<String> named) {
        return audiences.isEmpty() ? named.isEmpty() : !Collections.disjoint(audiences, named);
    }

    private static Verdict.Bad missing(String claim) {
        return new Verdict.Bad("the token lacks a claim that is needed: " + claim);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static String inWords(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }
}
