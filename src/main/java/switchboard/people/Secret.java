package switchboard.people;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import switchboard.store.people.SecretHash;

/**
 * What lets its holder in: 256 bits that nobody can foresee, in base64url. Only its hash is stored.
 *
 * <p>{@link #toString} does not tell it.
 */
public record Secret(String value) {
    private static final int BYTES = 32;
    private static final Pattern WRITTEN = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The rule in words, for error texts. */
    public static final String ALLOWED = "43 characters of A-Z a-z 0-9 _ -, or the link that ends with them";

    /** One that nobody has. */
    public static Secret draw() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What somebody has sent: it, or a whole link with it at its end. Empty where it is none. */
    public static Optional<Secret> parse(String written) {
        String value = written.strip();
        value = value.substring(value.lastIndexOf('/') + 1);
        return WRITTEN.matcher(value).matches() ? Optional.of(new Secret(value)) : Optional.empty();
    }

    /** What is stored of it. */
    public SecretHash hash() {
        try {
            return new SecretHash(
                    MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public String toString() {
        return "Secret[not for logs]";
    }
}
