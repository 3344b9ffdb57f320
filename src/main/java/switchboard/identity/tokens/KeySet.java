package switchboard.identity.tokens;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
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
 * The public keys of an issuer, as it publishes them: a JSON Web Key Set (RFC 7517). They are read again before they
 * are old, and when a token names a key that is not among them, at most twice in half a minute. While they cannot be
 * read, those that were read last count for a day.
 */
final class KeySet implements Keys {
    /** How long keys count before they are read again. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** So long before that they are read in the background. Must be less, or the library refuses it. */
    private static final Duration AHEAD = Duration.ofMinutes(2);

    /** How long whoever wants keys waits for another's reading; that itself has {@link PublishedKeys#TIMEOUT}. */
    private static final Duration WAIT = Duration.ofMillis(1_500);

    private static final Duration BETWEEN_READS = Duration.ofSeconds(30);
    private static final Duration OUTAGE = Duration.ofDays(1);

    private final JWKSource<SecurityContext> source;

    KeySet(JWKSetSource<SecurityContext> set) {
        source = JWKSourceBuilder.create(set)
                .cache(LIFETIME.toMillis(), WAIT.toMillis())
                .refreshAheadCache(AHEAD.toMillis(), false)
                .rateLimited(BETWEEN_READS.toMillis())
                .retrying(false)
                .outageTolerant(OUTAGE.toMillis())
                .build();
    }

    @Override
    public List<Key> of(JWSHeader header) throws Unavailable {
        try {
            return source.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null).stream()
                    .map(Key::lasting)
                    .toList();
        } catch (RateLimitReachedException readJustNow) {
            // The token names a key that the issuer did not have a moment ago.
            return List.of();
        } catch (KeySourceException unreadable) {
            throw new Unavailable(unreadable);
        }
    }
}
