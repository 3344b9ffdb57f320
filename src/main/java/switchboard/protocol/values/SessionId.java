package switchboard.protocol.values;

import java.util.Optional;
import java.util.UUID;

/**
 * Names a session; a time-ordered UUID (version 7) made by the server. Where sessions are not listed it is all that one
 * must know to join, so nobody can guess it.
 */
public record SessionId(UUID value) implements Comparable<SessionId> {

    /** A new id, greater than all of sessions that this process made before. */
    public static SessionId next() {
        return new SessionId(TimeOrderedIds.nextSecret());
    }

    /** The id written as {@code text} in the usual form of 36 characters, in either case, or empty where it is none. */
    public static Optional<SessionId> parse(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            UUID value = UUID.fromString(text);
            // fromString also takes groups of other lengths, signs and the digits of other scripts, which are UUIDs to
            // nobody else.
            return value.toString().equalsIgnoreCase(text) ? Optional.of(new SessionId(value)) : Optional.empty();
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }

    /** In the order in which they were made, where one server made both. */
    @Override
    public int compareTo(SessionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
