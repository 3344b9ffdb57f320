package switchboard.store.rules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;

/**
 * What {@link PeopleRules} reads and writes in the transaction that is under way. Each dialect implements it by its own
 * SQL, and decides nothing.
 *
 * @param <X> what ends the transaction when it is thrown
 */
public interface PeopleTables<X extends Exception> {
    /** Whether there is any teacher. */
    boolean hasTeachers() throws X;

    /** A teacher; null for none. */
    @Nullable
    Teacher teacher(UserId user) throws X;

    /** Adds one who is not there. */
    void addTeacher(Teacher teacher) throws X, RowRefused;

    /** Removes one who is there. */
    void removeTeacher(UserId user) throws X;

    /** The invite that has this secret; null for none. */
    @Nullable
    Invite invite(SecretHash secret) throws X;

    /**
     * Adds one.
     *
     * @param invite its number is not looked at
     * @return the number that it has got
     */
    long addInvite(SecretHash secret, Invite invite) throws X, RowRefused;

    /** Removes one; false where there was none. */
    boolean removeInvite(long number) throws X;

    /** Removes the first teacher's. */
    void removeSetup() throws X;

    /** Removes those for a teacher, and those that this one made. */
    void removeInvitesOf(UserId teacher) throws X;

    /** The device that has this secret; null for none. */
    @Nullable
    Device device(SecretHash secret) throws X;

    /** The device of this number; null for none. */
    @Nullable
    Device device(long number) throws X;

    /** The devices of a teacher, void or not. */
    List<Device> ofTeacher(UserId user) throws X;

    /** The devices that have or had a name of a session. */
    List<Device> claims(SessionKey session, UserId user) throws X;

    /** The cards of a student for a teacher's sessions, void or not. */
    List<Device> cards(UserId teacher, UserId user) throws X;

    /**
     * Adds one.
     *
     * @param kind with what it needs: a session for a claim, a teacher for a card
     */
    Device addDevice(
            SecretHash secret,
            Device.Kind kind,
            UserId user,
            Optional<SessionKey> session,
            Optional<UserId> teacher,
            Instant now)
            throws X, RowRefused;

    /** Makes one void. */
    void voidDevice(long number, Instant now) throws X;

    /** Notes that one is in use. */
    void use(long number, Instant now) throws X;

    /** Whether the session is found by this code now. */
    boolean hasCode(SessionKey session, JoinCode code) throws X;

    /** Deletes what is past these times. */
    void tidy(Instant voidBefore, Instant unusedSince, Instant expiredBefore) throws X;
}
