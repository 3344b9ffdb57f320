package switchboard.http.policy;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/**
 * The one form of every error (protocol.md, section 3), and how long a client should wait where waiting helps. Pure and
 * thread-safe.
 *
 * @param details the further members that the refusal carries (section 5)
 */
public record ErrorBody(
        String error,
        int code,
        String message,
        String reason,
        @JsonAnyGetter Map<String, Object> details) {
    private static final String RETRY_AFTER_MS = "retry_after_ms";
    private static final long DEFAULT_RETRY_SECONDS = 1;

    /** The phrases of RFC 9110, where pekko's table has an older one or none. */
    private static final Map<Integer, String> PHRASES =
            Map.of(413, "Content Too Large", 414, "URI Too Long", 431, "Request Header Fields Too Large");

    public static ErrorBody of(Refused refused) {
        int status = refused.refusal().status();
        return new ErrorBody(
                phrase(status), status, refused.message(), refused.refusal().code(), refused.details());
    }

    /** The reason phrase of a status, for example {@code Not Found}. */
    public static String phrase(int status) {
        String phrase = PHRASES.get(status);
        return phrase != null
                ? phrase
                : StatusCodes.lookup(status)
                        .orElseThrow(() -> new IllegalArgumentException("no HTTP status: " + status))
                        .reason();
    }

    /** Whole seconds to wait, rounded up; 0 where waiting changes nothing. */
    public static long retryAfterSeconds(Refused refused) {
        Object wait = refused.details().get(RETRY_AFTER_MS);
        if (wait instanceof Number ms) {
            return Math.max(1, (ms.longValue() + 999) / 1000);
        }
        Refusal refusal = refused.refusal();
        return refusal.status() == 503 || refusal.status() == 429 ? DEFAULT_RETRY_SECONDS : 0;
    }
}
