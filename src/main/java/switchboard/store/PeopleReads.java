package switchboard.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;

/** What is asked of the tables of people. Blocks; safe from any thread. */
public interface PeopleReads {
    /**
     * A question about people.
     *
     * @param <R> what is asked for
     */
    @FunctionalInterface
    interface Query<R> {
        R of(PeopleReads people) throws StoreException;
    }

    /** The device that has this secret, void or not. */
    Optional<Device> device(SecretHash secret) throws StoreException;

    /** The devices that have a name of this session, and all cards of its creator; none that is void. */
    List<Device> studentsOf(StoredSession session) throws StoreException;

    /** All teachers, by their id. */
    List<Teacher> teachers() throws StoreException;

    /** The invites that nobody has used, but for the first teacher's; the newest first. */
    List<Invite> invites() throws StoreException;

    /** The devices that were made void since then: their tokens may not have expired. */
    List<Device> voidSince(Instant since) throws StoreException;
}
