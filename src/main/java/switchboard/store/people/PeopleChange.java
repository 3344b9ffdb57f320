package switchboard.store.people;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * A change of who may say that they are somebody (protocol.md, section 8). Done once more it has the same outcome: what
 * it adds is found by its secret.
 */
public sealed interface PeopleChange {
    /** Makes this the link of the first teacher, in place of any other. {@code TEACHERS_THERE} where it is too late. */
    record OfferSetup(SecretHash secret, Instant expiresAt) implements PeopleChange {}

    /**
     * Makes a link.
     *
     * @param by who makes it; empty at the server
     * @param forTeacher as {@link Invite#forTeacher}. {@code NO_SUCH_TEACHER} where that is none
     */
    record MakeInvite(SecretHash secret, Optional<UserId> by, Optional<UserId> forTeacher, Instant expiresAt)
            implements PeopleChange {}

    /** Takes a link back. {@code NO_SUCH_INVITE} where there is none, or it was used. */
    record TakeBackInvite(long number) implements PeopleChange {}

    /**
     * Uses a link up: whoever has it is a teacher from now on, by this device. {@code UNKNOWN_SECRET}, {@code TAKEN}
     * where somebody else has that id, {@code WHO} where it must be said who is to be one.
     *
     * @param setup which kind of link it is
     */
    record Accept(
            SecretHash invite, boolean setup, Optional<UserId> user, Optional<DisplayName> name, SecretHash device)
            implements PeopleChange {}

    /**
     * A device claims a name of a session, by the session's code. {@code DOOR_CLOSED}, {@code NOT_LISTED},
     * {@code CLAIMED}.
     */
    record Claim(SessionId session, JoinCode code, UserId user, SecretHash device) implements PeopleChange {}

    /** The same for a name that is claimed: the device that has it is void from now on. {@code NOT_LISTED}. */
    record Reclaim(SessionId session, UserId user, SecretHash device) implements PeopleChange {}

    /** Makes a name free: its device and its card are void. {@code NOT_LISTED} where it has none. */
    record Release(SessionId session, UserId user) implements PeopleChange {}

    /**
     * Gives students cards that are good in all sessions of this one's creator; those before are void.
     *
     * @param cards who of these is not in the list gets none
     */
    record MakeCards(SessionId session, Map<UserId, SecretHash> cards) implements PeopleChange {
        public MakeCards {
            cards = Collections.unmodifiableMap(new LinkedHashMap<>(cards));
        }
    }

    /** A device is in use, and so lives on. */
    record Use(long device) implements PeopleChange {}

    /** A device is void; a card stays as it is. */
    record Forget(long device) implements PeopleChange {}

    /**
     * All devices of a teacher are void, and all links that were made for them. {@code NO_SUCH_TEACHER}.
     *
     * @param andTeacher whether they are no teacher any more either
     */
    record LockOut(UserId teacher, boolean andTeacher) implements PeopleChange {}

    /** Deletes what is good for nothing any more. */
    record Tidy(Instant voidBefore, Instant unusedSince, Instant expiredBefore) implements PeopleChange {}
}
