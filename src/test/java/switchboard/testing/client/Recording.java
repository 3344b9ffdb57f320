package switchboard.testing.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Everything that was received, in order, and waiting for more. Every wait begins where the one before ended: it finds
 * what came meanwhile, and nothing twice. Thread-safe.
 */
final class Recording {
    private static final int SHOWN = 40;
    private static final int SHOWN_CHARACTERS = 240;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Received> all = new ArrayList<>();
    /** How much of it the waits have passed. */
    private int passed;

    void add(Received received) {
        lock.lock();
        try {
            all.add(received);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<Received> all() {
        lock.lock();
        try {
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    List<Received> unread() {
        lock.lock();
        try {
            return List.copyOf(all.subList(passed, all.size()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code count} of what is wanted came, and passes all up to the last of them.
     *
     * @param wanted in words, for the failure
     * @throws AssertionError if time is up or the connection ended before; nothing is passed then
     */
    List<Received> await(int count, Predicate<Received> matches, String wanted, Duration deadline) {
        long remaining = deadline.toNanos();
        lock.lock();
        try {
            List<Received> found = new ArrayList<>();
            int looked = passed;
            while (true) {
                for (; looked < all.size() && found.size() < count; looked++) {
                    if (matches.test(all.get(looked))) {
                        found.add(all.get(looked));
                    }
                }
                if (found.size() == count) {
                    passed = Math.max(passed, looked);
                    return found;
                }
                if (ended()) {
                    throw failure("the connection ended without " + wanted, found.size());
                }
                if (remaining <= 0) {
                    throw failure("waited " + deadline.toMillis() + " ms for " + wanted, found.size());
                }
                remaining = changed.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + wanted, e);
        } finally {
            lock.unlock();
        }
    }

    private boolean ended() {
        return !all.isEmpty() && all.get(all.size() - 1) instanceof Received.Ended;
    }

    private AssertionError failure(String what, int found) {
        StringBuilder text = new StringBuilder(what);
        if (found > 0) {
            text.append(" (").append(found).append(" of them came)");
        }
        text.append("; received ").append(all.size()).append(":");
        int first = Math.max(0, all.size() - SHOWN);
        if (first > 0) {
            text.append("\n  … ").append(first).append(" more");
        }
        for (int i = first; i < all.size(); i++) {
            text.append("\n  ").append(i < passed ? "(read) " : "").append(all.get(i));
        }
        return new AssertionError(text.toString());
    }

    static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, SHOWN_CHARACTERS) + "… (" + text.length() + " characters)";
    }
}
