package switchboard.identity.tokens;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Secrets that the issuer and this server share: one, or for a time the former one, too. For HS256 alone. */
final class SharedSecrets implements Keys {
    /** RFC 7518, 3.2: as long as the hash. */
    static final int LEAST_BYTES = 32;

    private final List<Key> keys = new ArrayList<>();

    SharedSecrets(byte[] secret) {
        keys.add(Key.lasting(key(secret)));
    }

    /** One that counts until then. */
    SharedSecrets andFormer(byte[] secret, Instant until) {
        keys.add(new Key(key(secret), until));
        return this;
    }

    /** @throws IllegalArgumentException if it is too short */
    static OctetSequenceKey key(byte[] secret) {
        if (secret.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a secret of " + secret.length + " bytes (allowed: at least " + LEAST_BYTES + ")");
        }
        return new OctetSequenceKey.Builder(secret).build();
    }

    @Override
    public List<Key> of(JWSHeader header) {
        // Whatever key id a token names: a secret has none.
        return header.getAlgorithm().equals(JWSAlgorithm.HS256) ? List.copyOf(keys) : List.of();
    }
}
