package switchboard.identity.tokens;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.time.Instant;
import java.util.List;

/** The keys with which an issuer signs. Thread-safe. */
interface Keys {
    /**
     * A key, and from when on it counts no more.
     *
     * @param until {@link Instant#MAX} where it counts for as long as it is there
     */
    record Key(JWK jwk, Instant until) {
        static Key lasting(JWK jwk) {
            return new Key(jwk, Instant.MAX);
        }
    }

    /** The keys cannot be had at the moment. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Those with which a token of this header may be signed, perhaps none.
     *
     * @throws Unavailable if nobody knows them
     */
    List<Key> of(JWSHeader header) throws Unavailable;
}
