package switchboard.store;

/**
 * How a dialect keeps what it has open fit for use: its connections, its files, its log. What has to be done for that
 * is the dialect's affair; whoever writes says only when. Safe from any thread, and never during a write: each waits
 * until one that is under way has ended.
 */
public interface DatabaseLifecycle {
    /** Throws unless what is open is the database that was opened, and can be written. Costs no more than a query. */
    void verify() throws StoreException;

    /**
     * Replaces the connection that writes, and whatever else may be broken with it. Waits for reads that are under way
     * where they need it.
     *
     * @throws StoreException as long as what has failed would fail again
     */
    void reopen() throws StoreException;

    /**
     * Does what can be done while nobody waits for an answer. No message depends on it: where it fails it says so in
     * the log, and the next write tells whether anything can be stored.
     */
    void tidy();
}
