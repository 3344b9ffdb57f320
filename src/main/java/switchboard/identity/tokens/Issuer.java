package switchboard.identity.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Set;

/**
 * Somebody whose tokens are believed, and what these must be.
 *
 * @param name what {@code iss} must be
 * @param audiences of which {@code aud} must name one; empty where tokens must name none
 * @param algorithms with which they may be signed, of {@link #ALLOWED}
 * @param claims which claims say who somebody is
 */
record Issuer(String name, Set<String> audiences, Set<JWSAlgorithm> algorithms, Keys keys, ClaimNames claims) {
    /** protocol.md, section 8. No others, and {@code none} least of all. */
    static final Set<JWSAlgorithm> ALLOWED =
            Set.of(JWSAlgorithm.HS256, JWSAlgorithm.RS256, JWSAlgorithm.ES256, JWSAlgorithm.EdDSA);

    Issuer {
        audiences = Set.copyOf(audiences);
        algorithms = Set.copyOf(algorithms);
        if (!ALLOWED.containsAll(algorithms)) {
            throw new IllegalArgumentException("algorithms " + algorithms + " (allowed: " + ALLOWED + ")");
        }
    }
}
