package switchboard.protocol;

import java.util.Optional;
import java.util.UUID;

/** Names a class; a time-ordered UUID (version 7) made by the server. */
public record SessionId(UUID value) {

    /** A new id, greater than all that this process made before. */
    public static SessionId next() {
        return new SessionId(TimeOrderedIds.next());
    }

    /** The id written as {@code text} in the usual form of 36 characters, or empty where it is none. */
    public static Optional<SessionId> parse(String text) {
        // UUID.fromString also takes short groups such as "1-1-1-1-1", which are no UUIDs to anybody else.
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SessionId(UUID.fromString(text)));
        } catch (IllegalArgumentException notAUuid) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
