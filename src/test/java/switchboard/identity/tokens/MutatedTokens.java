package switchboard.identity.tokens;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Good tokens with something changed, as an attacker tries it. */
final class MutatedTokens {
    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ {}\"\u0000é";

    private MutatedTokens() {}

    /** One to three changes: of characters, of parts, or of what the parts say. */
    static String of(String token, Random random) {
        String changed = token;
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            changed = once(changed, random);
        }
        return changed;
    }

    private static String once(String token, Random random) {
        int at = random.nextInt(Math.max(1, token.length()));
        char one = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(7)) {
            case 0:
                return token.substring(0, at) + one + token.substring(Math.min(token.length(), at + 1));
            case 1:
                return token.substring(0, at) + one + token.substring(at);
            case 2:
                return token.substring(0, at) + token.substring(Math.min(token.length(), at + 1));
            case 3:
                return token.substring(0, at);
            default:
                return inPart(token, random);
        }
    }

    private static String inPart(String token, Random random) {
        String[] parts = token.split("\\.", -1);
        int part = random.nextInt(parts.length);
        byte[] bytes = new Base64URL(parts[part]).decode();
        if (bytes.length == 0) {
            return token + ".";
        }
        int at = random.nextInt(bytes.length);
        if (part < 2 && random.nextBoolean()) {
            String[] words = {"none", "HS256", "RS256", "instructor", "ann", "ida", "alg", "kid", "exp", "crit", "iss"};
            String text = new String(bytes, StandardCharsets.UTF_8);
            parts[part] = Base64URL.encode(
                            text.replace(words[random.nextInt(words.length)], words[random.nextInt(words.length)]))
                    .toString();
        } else {
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            parts[part] = Base64URL.encode(bytes).toString();
        }
        return String.join(".", parts);
    }

    /** Base64 may write the same bytes in several ways, and so may a change that changes nothing. */
    static boolean saysTheSame(String one, String other) {
        String[] parts = one.split("\\.", -1);
        String[] others = other.split("\\.", -1);
        if (parts.length != others.length) {
            return false;
        }
        // What is signed is the text of the first two parts, not what they decode to.
        return parts[0].equals(others[0])
                && parts[1].equals(others[1])
                && Arrays.equals(new Base64URL(parts[2]).decode(), new Base64URL(others[2]).decode());
    }
}
