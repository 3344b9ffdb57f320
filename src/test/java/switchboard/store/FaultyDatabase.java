package switchboard.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * A real database with faults where a test wants them: at the next writes that change something, whatever they are, at
 * the next that holds a message, or at all writes or reads until {@link #release}. Where there is none all goes well.
 * Keeps what was asked of it. Thread-safe.
 */
public final class FaultyDatabase implements Database {
    /** What goes wrong with one write. */
    public interface Fault {
        List<Written> write(Database real, List<Write> group) throws StoreException;
    }

    private volatile Database real;
    private final DatabaseLifecycle lifecycle = new FaultyLifecycle();
    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<List<Write>> attempts = new LinkedBlockingQueue<>();
    private final List<List<Write>> seen = Collections.synchronizedList(new ArrayList<>());
    private final AtomicReference<@Nullable Fault> appendFault = new AtomicReference<>();
    private volatile CountDownLatch struck = new CountDownLatch(1);
    private final AtomicInteger reopened = new AtomicInteger();
    private final Semaphore settled = new Semaphore(0);
    private volatile boolean settling;
    private volatile CountDownLatch reads = new CountDownLatch(0);
    private volatile CountDownLatch writes = new CountDownLatch(0);
    private volatile boolean readsFail;
    private volatile boolean writesFail;
    private volatile @Nullable StoreException verification;
    private volatile CountDownLatch verifying = new CountDownLatch(0);
    private volatile @Nullable StoreException reopening;

    /** Around a database that is given {@linkplain #around later}. */
    public FaultyDatabase() {}

    public FaultyDatabase(Database real) {
        this.real = real;
    }

    /** What to pass to {@code RunningServer.Starting#databaseAround}. */
    public Database around(Database real) {
        this.real = real;
        return this;
    }

    public static Fault none() {
        return Database::write;
    }

    /** Fails before the commit: nothing is stored, and that is certain. */
    public static Fault full() {
        return (real, group) -> {
            throw new StoreException(Trouble.NO_ROOM, "There is no room on the disk.");
        };
    }

    /** The commit fails; in truth it was made. */
    public static Fault failsButIsCommitted() {
        return (real, group) -> {
            real.write(group);
            throw new StoreException(Trouble.DISK_FAILS, "The disk fails.").whileCommitting();
        };
    }

    /** The commit fails; in truth nothing is stored. */
    public static Fault failsWhileCommitting() {
        return (real, group) -> {
            throw new StoreException(Trouble.DISK_FAILS, "The disk fails.").whileCommitting();
        };
    }

    public static Fault readOnly() {
        return (real, group) -> {
            throw new StoreException(Trouble.READ_ONLY, "The file cannot be written.");
        };
    }

    /** A bug, before anything was written. */
    public static Fault crash() {
        return (real, group) -> {
            throw new IllegalArgumentException("a fault of the test");
        };
    }

    /** A bug once all was on disk: whoever waits must not store it again. */
    public static Fault crashOnceCommitted() {
        return (real, group) -> {
            real.write(group);
            throw new IllegalArgumentException("a fault of the test, after the commit");
        };
    }

    /** Stops until the latch is open, then does what {@code then} does. */
    public static Fault blocked(CountDownLatch latch, Fault then) {
        return (real, group) -> {
            await(latch);
            return then.write(real, group);
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on pages wait. */
    public void holdReads() {
        reads = new CountDownLatch(1);
    }

    /** From now on pages cannot be read. */
    public void failReads() {
        readsFail = true;
    }

    /** From now on all writes wait. */
    public void holdWrites() {
        writes = new CountDownLatch(1);
    }

    /** From now on nothing can be written. */
    public void failWrites() {
        writesFail = true;
    }

    /** Lets everything pass that waits or comes. */
    public void release() {
        readsFail = false;
        writesFail = false;
        reads.countDown();
        writes.countDown();
    }

    public void next(Fault... next) {
        faults.addAll(List.of(next));
    }

    /** Strikes the next group that holds a message, once. */
    public void strikeNextAppend(Fault fault) {
        struck = new CountDownLatch(1);
        appendFault.set(fault);
    }

    /** Waits until that has struck. */
    public void awaitStruck() throws InterruptedException {
        if (!struck.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no group came for the fault to strike");
        }
    }

    /** From now on looking after the files finds this; null: all is well. */
    public void verificationFinds(@Nullable StoreException failure) {
        verification = failure;
    }

    /** From now on looking after the files takes until the latch is open. */
    public void verificationWaits(CountDownLatch latch) {
        verifying = latch;
    }

    public void reopeningFinds(@Nullable StoreException failure) {
        reopening = failure;
    }

    /** Waits for the next write that changes something to begin. */
    public List<Write> awaitAttempt() throws InterruptedException {
        List<Write> attempt = attempts.poll(10, TimeUnit.SECONDS);
        if (attempt == null) {
            throw new AssertionError("no write within 10 s; so far: " + seen);
        }
        return attempt;
    }

    /** Whether a write that changes something has begun that was not awaited yet. */
    public boolean hasAttempt() {
        return !attempts.isEmpty();
    }

    /** Waits until a failed group has been looked for, and the writer has been told what was found. */
    public void awaitSettled() throws InterruptedException {
        if (!settled.tryAcquire(10, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was looked for within 10 s; so far: " + seen);
        }
    }

    public int reopened() {
        return reopened.get();
    }

    @Override
    public List<Written> write(List<Write> group) throws StoreException {
        await(writes);
        if (writesFail) {
            throw new StoreException(Trouble.DISK_FAILS, "nothing can be written, says the test");
        }
        if (group.stream().noneMatch(Write::changes)) {
            settling = group.stream().allMatch(Write.LookUp.class::isInstance);
            return real.write(group);
        }
        Fault fault = faults.poll();
        if (fault == null && group.stream().anyMatch(Write.Append.class::isInstance)) {
            fault = appendFault.getAndSet(null);
            if (fault != null) {
                struck.countDown();
            }
        }
        seen.add(group);
        attempts.add(group);
        return fault == null ? real.write(group) : fault.write(real, group);
    }

    @Override
    public StorageRoom storage() {
        return real.storage();
    }

    @Override
    public DatabaseLifecycle lifecycle() {
        return lifecycle;
    }

    @Override
    public List<Long> activeNumbers() throws StoreException {
        return real.activeNumbers();
    }

    @Override
    public SessionPage page(SessionFilter filter, @Nullable SessionId after, int limit, long bytes)
            throws StoreException {
        return real.page(filter, after, limit, bytes);
    }

    @Override
    public Optional<StoredSession> find(SessionId session) throws StoreException {
        return real.find(session);
    }

    @Override
    public Optional<StoredSession> findByJoinCode(JoinCode code) throws StoreException {
        return real.findByJoinCode(code);
    }

    @Override
    public Optional<SessionCode> joinCode(SessionId session) throws StoreException {
        return real.joinCode(session);
    }

    @Override
    public Optional<Message> findByRef(SessionKey session, UserId user, Ref ref) throws StoreException {
        return real.findByRef(session, user, ref);
    }

    @Override
    public PeopleReads people() {
        return real.people();
    }

    @Override
    public List<FirstJoin> firstJoins(SessionKey session) throws StoreException {
        return real.firstJoins(session);
    }

    @Override
    public long head(SessionKey session) throws StoreException {
        return real.head(session);
    }

    @Override
    public long scan(SessionKey session, UserId user, Role role, long after, long upTo, int maxRows, RowSink sink)
            throws StoreException {
        await(reads);
        if (readsFail) {
            throw new StoreException(Trouble.DISK_FAILS, "history cannot be read, says the test");
        }
        return real.scan(session, user, role, after, upTo, maxRows, sink);
    }

    @Override
    public void ping() throws StoreException {
        real.ping();
    }

    @Override
    public void close() {
        real.close();
    }

    private final class FaultyLifecycle implements DatabaseLifecycle {
        @Override
        public void reopen() throws StoreException {
            reopened.incrementAndGet();
            StoreException failure = reopening;
            if (failure != null) {
                throw failure;
            }
            real.lifecycle().reopen();
        }

        @Override
        public void verify() throws StoreException {
            await(verifying);
            StoreException failure = verification;
            if (failure != null) {
                throw failure;
            }
            real.lifecycle().verify();
        }

        @Override
        public void tidy() {
            // The writer's thread comes here when its answer is on its way.
            if (settling) {
                settling = false;
                settled.release();
            }
            real.lifecycle().tidy();
        }
    }
}
