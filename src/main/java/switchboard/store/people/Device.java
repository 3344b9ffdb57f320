package switchboard.store.people;

import java.time.Instant;
import java.util.Optional;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * What holds a secret, and who its bearer is.
 *
 * @param number names it in tokens; never used twice
 * @param name of a teacher: how they are shown; empty for all others, and once they are no teacher any more
 * @param session of a claim: the session in which the name is claimed; empty for all others
 * @param teacher of a card: in whose sessions it is good; empty for all others
 * @param usedAt when a token was asked for with it, to a day
 * @param voidAt from when on it is good for nothing; empty while it is
 */
public record Device(
        long number,
        Kind kind,
        UserId user,
        Optional<DisplayName> name,
        Optional<SessionId> session,
        Optional<UserId> teacher,
        Instant madeAt,
        Instant usedAt,
        Optional<Instant> voidAt) {
    /** What holds it. */
    public enum Kind {
        /** The browser of a teacher. */
        TEACHER("teacher"),
        /** The browser of a student who has claimed their name. */
        CLAIM("claim"),
        /** A printed card of a student. */
        CARD("card");

        private final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        /** How it is written in the database and in answers. */
        public String stored() {
            return stored;
        }

        /** @throws IllegalArgumentException if there is none that is written so */
        public static Kind of(String stored) {
            for (Kind kind : values()) {
                if (kind.stored.equals(stored)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no kind of device: " + stored);
        }
    }

    /** What its bearer is. */
    public Role role() {
        return kind == Kind.TEACHER ? Role.INSTRUCTOR : Role.STUDENT;
    }

    /** Whether it is still good for a token, where one that nobody has used since {@code unusedSince} is not. */
    public boolean isGood(Instant unusedSince) {
        return voidAt.isEmpty() && !usedAt.isBefore(unusedSince);
    }
}
