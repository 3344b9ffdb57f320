package switchboard.connection.outbound;

import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * How much memory all outboxes may keep together. Once more than half of it is kept, the connections of the address
 * that keeps most queue no more than what is free, and fall behind instead. Once more than three quarters are, the
 * largest of them give way: they let go what they keep, and are closed as too slow.
 *
 * <p>A frame that waits for many connections is kept once, so it counts once, each of them with its share. To count so
 * at each frame would cost more than to send it. Therefore each outbox tells what it holds by itself, in steps and only
 * beyond what is free, which a client that keeps up never holds. That sum is never less than what is kept; and only
 * where so much was added that too much may be kept, whoever added it counts all frames, once: see
 * {@link OutboxCensus}.
 *
 * <p>Thread-safe.
 */
public final class OutboxBudget {
    /** How much an outbox may hold beyond what it has counted: small, since all outboxes together may hold that. */
    private static final int STEP = 4 << 10;

    /** An outbox, as the budget sees it. Called by any thread, without a lock. */
    interface Holder {
        /**
         * Hands out every array that it keeps; those that wait for others, too, are the same.
         *
         * @return bytes that it keeps besides, and that do not go if it gives way
         */
        long tellKept(Consumer<byte[]> arrays);

        /** Lets go what waits, and is closed soon. */
        void giveWay();
    }

    private final long limit;
    private final int free;
    private final Set<Account> accounts = ConcurrentHashMap.newKeySet();
    private final ReentrantLock census = new ReentrantLock();

    /** What all accounts hold. */
    private final AtomicLong held = new AtomicLong();

    /** What was ever added to them. */
    private final AtomicLong added = new AtomicLong();

    /** The census is due once more than this was ever added. */
    private volatile long censusAt;

    private volatile @Nullable AddressBlock heaviest;

    /** @param free what each outbox holds without counting */
    public OutboxBudget(long limit, int free) {
        this.limit = limit;
        this.free = free;
        censusAt = limit / 2;
    }

    Account account(AddressBlock client, Holder holder) {
        return new Account(client, holder);
    }

    /** What is held by all, each frame counted for each who holds it, in steps. */
    long held() {
        return held.get();
    }

    /** What one outbox holds. To be called with its lock held. */
    final class Account {
        private final AddressBlock client;
        private final Holder holder;
        private long steps;

        private Account(AddressBlock client, Holder holder) {
            this.client = client;
            this.holder = holder;
        }

        AddressBlock client() {
            return client;
        }

        Holder holder() {
            return holder;
        }

        /** How much it may queue at the moment. */
        int mayQueue(int most) {
            return client.equals(heaviest) ? Math.min(free, most) : most;
        }

        /**
         * Holds so much from now on.
         *
         * @return whether {@link OutboxBudget#takeCensus} is to be called, without the lock
         */
        boolean hold(long bytes) {
            long beyond = bytes - free;
            if (beyond > steps) {
                if (steps == 0) {
                    accounts.add(this);
                }
                long more = wholeSteps(beyond) - steps;
                steps += more;
                held.addAndGet(more);
                return added.addAndGet(more) > censusAt;
            }
            if (steps > 0 && (beyond <= 0 || beyond <= steps - 2 * STEP)) {
                long less = steps - wholeSteps(beyond);
                steps -= less;
                if (steps == 0) {
                    accounts.remove(this);
                }
                held.addAndGet(-less);
                limitNobodyIfLittleIsHeld();
            }
            return false;
        }
    }

    private static long wholeSteps(long bytes) {
        return bytes <= 0 ? 0 : (bytes + STEP - 1) / STEP * STEP;
    }

    private void limitNobodyIfLittleIsHeld() {
        if (heaviest != null && held.get() <= limit / 2) {
            heaviest = null;
        }
    }

    /** Counts what is kept, and has those give way who keep too much. */
    void takeCensus() {
        if (!census.tryLock()) {
            return; // Somebody else counts, and whoever adds more asks again.
        }
        try {
            long addedBefore = added.get();
            long kept = held.get();
            if (kept > limit / 2) {
                OutboxCensus found = OutboxCensus.of(new ArrayList<>(accounts), free);
                heaviest = found.kept() > limit / 2 ? found.heaviest() : null;
                limitNobodyIfLittleIsHeld();
                found.haveGiveWay(limit / 4 * 3);
                kept = found.kept();
            }
            // What is kept grows by no more than what is added. So until then it stays below three quarters of the
            // limit, or below the limit where it is more than half now.
            censusAt = addedBefore + Math.max(limit / 4, limit / 2 - kept);
        } finally {
            census.unlock();
        }
    }
}
