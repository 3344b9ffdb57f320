package switchboard.identity.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that were found good, for as long as they are: to check a signature again takes up to 2 ms, and a client comes
 * back often. Of a token its hash is kept, nothing else. Those that were asked for longest ago give way. Thread-safe.
 */
final class VerifiedTokens {
    /** Of a token, SHA-256. */
    private record Hash(byte[] bytes) {
        static Hash of(String token) {
            try {
                return new Hash(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException everyJdkHasIt) {
                throw new IllegalStateException(everyJdkHasIt);
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final Map<Hash, Identity> byToken;

    /** @param most that are kept at once */
    VerifiedTokens(int most) {
        byToken = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Hash, Identity> eldest) {
                return size() > most;
            }
        };
    }

    /** Whom it names, if it is known and still good. */
    Optional<Identity> find(String token, Instant now) {
        Hash hash = Hash.of(token);
        synchronized (byToken) {
            Identity known = byToken.get(hash);
            if (known != null && !known.isGoodAt(now)) {
                byToken.remove(hash);
                return Optional.empty();
            }
            return Optional.ofNullable(known);
        }
    }

    /** Keeps one that was just found good. */
    void keep(String token, Identity identity) {
        Hash hash = Hash.of(token);
        synchronized (byToken) {
            byToken.put(hash, identity);
        }
    }
}
