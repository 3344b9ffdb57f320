package switchboard.identity.tokens;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;
import java.util.List;

/**
 * The public keys of an issuer, as it publishes them: a JSON Web Key Set (RFC 7517). They are read again when they are
 * old, and when a token names a key that is not among them, at most twice in ten seconds. While they cannot be read,
 * those that were read last count for a day.
 */
final class KeySet implements Keys {
    /** How long keys count before they are read again. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** How long whoever wants keys waits for another's reading; that itself has {@link PublishedKeys#TIMEOUT}. */
    private static final Duration WAIT = Duration.ofMillis(1_500);

    private static final Duration BETWEEN_READS = Duration.ofSeconds(10);
    private static final Duration OUTAGE = Duration.ofDays(1);

    private final JWKSource<SecurityContext> source;
    /** Whether they were read once: before that nobody knows what is not among them. */
    private volatile boolean known;

    KeySet(JWKSetSource<SecurityContext> set) {
        source = JWKSourceBuilder.create(set)
                .cache(LIFETIME.toMillis(), WAIT.toMillis())
                .refreshAheadCache(false)
                .rateLimited(BETWEEN_READS.toMillis())
                .retrying(false)
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    @Override
    public List<Key> of(JWSHeader header) throws Unavailable {
        try {
            List<JWK> found = source.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
            known = true;
            return found.stream().map(Key::lasting).toList();
        } catch (RateLimitReachedException readJustNow) {
            if (!known) {
                throw new Unavailable(readJustNow);
            }
            // The token names a key that the issuer did not have a moment ago.
            return List.of();
        } catch (KeySourceException unreadable) {
            throw new Unavailable(unreadable);
        }
    }
}
