package switchboard.protocol.frames;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why one request or frame was refused.
 *
 * @param message for people: what is wrong, which member, what is allowed
 * @param details further members that the refusal carries, in the order in which they are written: strings, numbers,
 *     booleans and lists of {@link MemberProblem}s only ({@code limit}, {@code retry_after_ms}, {@code limit_bytes} …)
 */
public record Refused(Refusal refusal, String message, Map<String, Object> details) {
    /** What a {@code message_error} or a REST error says of every refusal. */
    private static final Set<String> TAKEN = Set.of("event", "error", "code", "message", "reason", "ref");

    public Refused {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        details.forEach((member, value) -> {
            if (TAKEN.contains(member)) {
                throw new IllegalArgumentException(member + " is a member of every refusal");
            }
            if (!isAllowed(value)) {
                throw new IllegalArgumentException(member + " is a "
                        + value.getClass().getName() + " (allowed: String, Number, Boolean, problems)");
            }
        });
    }

    private static boolean isAllowed(Object value) {
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || (value instanceof List<?> list
                        && !list.isEmpty()
                        && list.stream().allMatch(MemberProblem.class::isInstance));
    }

    /** The same with one more member. */
    public Refused with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(member, value);
        return new Refused(refusal, message, more);
    }
}
