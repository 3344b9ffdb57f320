package switchboard.store.history;

import switchboard.store.Database;
import switchboard.store.PeopleReads;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/**
 * What became of {@link History.ReadPeople}.
 *
 * @param <R> what was asked for
 */
public sealed interface PeopleReply<R> {
    /** Asks. */
    static <R> PeopleReply<R> of(Database database, PeopleReads.Query<R> query) throws StoreException {
        return new Found<>(query.of(database.people()));
    }

    /** What was asked for. */
    record Found<R>(R value) implements PeopleReply<R> {}

    /** Nothing could be read: too much waits, or the database did not answer. */
    record Unread<R>(Trouble trouble) implements PeopleReply<R> {}
}
