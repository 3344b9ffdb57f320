package switchboard.invariants;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.UserId;
import switchboard.store.Database;
import switchboard.store.RowSink;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;

/** The real database, but for a fault that strikes the next group of messages. */
final class FaultyDatabase implements Database {

    /** What happens to one group instead of its being written. */
    interface Fault {
        List<Written> strike(Database real, List<Write> group) throws StoreException;
    }

    /** A bug, before anything was written. */
    static final Fault BUG_BEFORE = (real, group) -> {
        throw new IllegalStateException("a bug of the test's, before the commit");
    };

    /** A bug once all was on disk: whoever waits must not store it again. */
    static final Fault BUG_AFTER = (real, group) -> {
        real.write(group);
        throw new IllegalStateException("a bug of the test's, after the commit");
    };

    /** The commit is said to have failed, and has. */
    static final Fault LOST = (real, group) -> {
        throw StoreException.retryable("The disk failed, says the test.").whileCommitting();
    };

    /** The commit is said to have failed, but in truth it is on disk. */
    static final Fault DONE_IN_TRUTH = (real, group) -> {
        real.write(group);
        throw StoreException.retryable("The disk failed, says the test.").whileCommitting();
    };

    private final Database real;
    private final AtomicReference<@Nullable Fault> next = new AtomicReference<>();
    private volatile CountDownLatch struck = new CountDownLatch(1);

    FaultyDatabase(Database real) {
        this.real = real;
    }

    /** Strikes the next group that holds a message, once. */
    void strikeNext(Fault fault) {
        struck = new CountDownLatch(1);
        next.set(fault);
    }

    /** Waits until the fault has struck. */
    void awaitStruck() {
        try {
            if (!struck.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("no group came for the fault to strike");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public List<Written> write(List<Write> group) throws StoreException {
        if (group.stream().anyMatch(Write.Append.class::isInstance)) {
            Fault fault = next.getAndSet(null);
            if (fault != null) {
                struck.countDown();
                return fault.strike(real, group);
            }
        }
        return real.write(group);
    }

    @Override
    public List<StoredSession> activeSessions() throws StoreException {
        return real.activeSessions();
    }

    @Override
    public Optional<StoredSession> find(SessionId session) throws StoreException {
        return real.find(session);
    }

    @Override
    public long scan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink)
            throws StoreException {
        return real.scan(session, user, role, after, upTo, maxRows, sink);
    }

    @Override
    public void ping() throws StoreException {
        real.ping();
    }

    @Override
    public void verify() throws StoreException {
        real.verify();
    }

    @Override
    public void reopen() throws StoreException {
        real.reopen();
    }

    @Override
    public void checkpointIfDue() throws StoreException {
        real.checkpointIfDue();
    }

    @Override
    public void close() {
        real.close();
    }
}
