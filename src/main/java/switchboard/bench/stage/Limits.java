package switchboard.bench.stage;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server allows one user, as its {@code welcome} says (protocol.md, section 6).
 *
 * @param messages within {@code windowSeconds}
 * @param contentBytes of one message
 */
record Limits(int messages, int windowSeconds, int contentBytes) {

    /** Reads the member {@code limits} of a {@code welcome}; empty where it does not say all of it. */
    static Optional<Limits> read(JsonNode limits) {
        JsonNode messages = limits.path("messages");
        JsonNode windowSeconds = limits.path("window_seconds");
        JsonNode contentBytes = limits.path("content_bytes");
        return messages.isInt() && windowSeconds.isInt() && contentBytes.isInt()
                ? Optional.of(new Limits(messages.asInt(), windowSeconds.asInt(), contentBytes.asInt()))
                : Optional.empty();
    }

    /**
     * Why somebody cannot send this; empty where it is allowed.
     *
     * @param who for the text
     */
    Optional<String> refusal(String who, Demand.Sends sends, int size) {
        long wanted = sends.within(windowSeconds);
        if (wanted > messages) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "sends up to %,d messages in %d s per %s, the server allows %,d",
                    wanted,
                    windowSeconds,
                    who,
                    messages));
        }
        if (wanted > 0 && size > contentBytes) {
            return Optional.of(String.format(
                    Locale.ROOT, "sends contents of %,d bytes, the server allows %,d", size, contentBytes));
        }
        return Optional.empty();
    }
}
