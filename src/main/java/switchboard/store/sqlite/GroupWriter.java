package switchboard.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import switchboard.store.SessionKey;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.rules.LogRules;
import switchboard.store.sqlite.file.Checkpoint;
import switchboard.store.sqlite.file.PageCount;
import switchboard.store.sqlite.log.LogHeads;
import switchboard.store.sqlite.log.NotedHead;
import switchboard.store.sqlite.log.SqliteTables;

/**
 * The connection that writes, and what it knows of the logs. For one thread at a time. After any exception it must be
 * closed: statements may be dead, the transaction may have been rolled back by SQLite, what is remembered may be wrong.
 */
final class GroupWriter implements AutoCloseable {
    /** What is taken may have grown by one byte in so many of what may be, before it is measured again. */
    private static final int MEASURED_EVERY = 10_000;

    private static final long MEASURED_EVERY_BYTES = 64 << 10;

    private final Connection connection;
    private final Clock clock;
    private final Checkpoint checkpoint;
    private final LogHeads heads;
    private final LogRules<SQLException> rules;
    private final PageCount pages;

    private final PreparedStatement beginReading;
    private final PreparedStatement beginWriting;
    private final PreparedStatement commit;

    private final long measureEvery;

    private long takenBytes;

    /** About how much was written since the pages were measured. */
    private long unmeasuredBytes;

    /**
     * Takes the connection over.
     *
     * @param maxBytes what the database may hold
     */
    GroupWriter(Connection connection, Clock clock, long checkpointBytes, long maxBytes) throws SQLException {
        this.connection = connection;
        this.clock = clock;
        measureEvery = Math.min(MEASURED_EVERY_BYTES, maxBytes / MEASURED_EVERY);
        checkpoint = new Checkpoint(connection, checkpointBytes);
        heads = new LogHeads(connection);
        rules = new LogRules<>(new SqliteTables(connection, heads));
        pages = new PageCount(connection);
        // The writer's lock is taken at once: a lock that another process holds is met here, not at the commit.
        beginWriting = connection.prepareStatement("BEGIN IMMEDIATE");
        beginReading = connection.prepareStatement("BEGIN");
        commit = connection.prepareStatement("COMMIT");
        measured();
    }

    /**
     * Does a group in one transaction.
     *
     * @param unreadable sessions that are left out
     * @throws CommitFailed if the commit itself failed, and so may be on disk
     * @throws SQLException if anything failed before
     */
    List<Written> write(List<Write> group, Set<SessionKey> unreadable) throws SQLException, CommitFailed {
        boolean changes = LogRules.mustCommit(group);
        List<Written> results = doAll(group, changes, unreadable);
        long bytes = bytesOf(group);
        measureIfDue(bytes);
        try {
            commit.execute();
        } catch (SQLException e) {
            if (changes) {
                throw new CommitFailed(e, results);
            }
            throw e;
        }
        heads.trim();
        checkpoint.written(group.size(), bytes);
        return results;
    }

    /** Within the transaction, where it needs no lock. Two questions for each message would be a fifth of its cost. */
    private void measureIfDue(long moreBytes) throws SQLException {
        unmeasuredBytes += moreBytes;
        if (unmeasuredBytes >= measureEvery) {
            measured();
        } else {
            takenBytes += moreBytes;
        }
    }

    private static long bytesOf(List<Write> group) {
        long bytes = 0;
        for (Write write : group) {
            bytes += write.bytes();
        }
        return bytes;
    }

    /** Does a group and takes it back: throws what stands in its way. Afterwards this must be closed. */
    void rehearse(List<Write> group, Set<SessionKey> unreadable) throws SQLException {
        doAll(group, true, unreadable);
    }

    private List<Written> doAll(List<Write> group, boolean changes, Set<SessionKey> unreadable) throws SQLException {
        (changes ? beginWriting : beginReading).execute();
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<Written> results = rules.write(group, unreadable, changes, now);
        heads.noteSizes(group);
        return results;
    }

    /** Whether this session's head is remembered, so that nothing of it need be read. */
    boolean remembers(SessionKey session) {
        return heads.remembers(session);
    }

    void remember(SessionKey session, NotedHead head) {
        heads.remember(session, head);
    }

    void checkpoint() throws SQLException {
        checkpoint.run();
    }

    void checkpointIfDue() throws SQLException {
        checkpoint.runIfDue();
    }

    /** What the write-ahead log holds, as SQLite counts it. */
    long bytesInLog() throws SQLException {
        return checkpoint.bytesInLog();
    }

    void checkpointAll() throws SQLException {
        checkpoint.runToTheEnd();
    }

    /** Ends a transaction that may be open, by rolling it back. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** What the pages took when they were last measured, those that hold nothing not counted. */
    long takenBytes() {
        return takenBytes;
    }

    /** What the pages take now. */
    long measured() throws SQLException {
        takenBytes = pages.takenBytes();
        unmeasuredBytes = 0;
        return takenBytes;
    }

    /** The commit failed when it was under way: nobody knows whether it is on disk. */
    static final class CommitFailed extends Exception {
        private static final long serialVersionUID = 1L;

        private final SQLException failure;
        private final transient List<Written> results;

        CommitFailed(SQLException failure, List<Written> results) {
            super(failure);
            this.failure = failure;
            this.results = results;
        }

        /** What would have become of the group. */
        List<Written> results() {
            return results;
        }

        SQLException failure() {
            return failure;
        }
    }
}
