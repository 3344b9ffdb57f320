package switchboard.store.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.store.StoreException;
import switchboard.store.Trouble;

/**
 * What is to be looked up, in the order in which it was asked but that what brings whole sessions comes last, and what
 * is being looked up: each is answered once.
 */
final class LookUpQueue {

    interface Work<R> {
        R run() throws StoreException;
    }

    /**
     * A question to the database.
     *
     * @param failed the answer where there is none, of what went wrong
     */
    record LookUp<R>(Work<R> work, Function<Trouble, R> failed, ActorRef<? super R> replyTo) {
        void fail(Trouble trouble) {
            replyTo.tell(failed.apply(trouble));
        }
    }

    private final int maxWaiting;
    private final Deque<LookUp<?>> waiting = new ArrayDeque<>();
    private final Deque<LookUp<?>> waitingLarge = new ArrayDeque<>();
    private final Set<LookUp<?>> underWay = new LinkedHashSet<>();

    LookUpQueue(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /** False, and nothing else, where too many wait. */
    boolean offer(LookUp<?> lookUp) {
        return hasSpace() && waiting.add(lookUp);
    }

    /** The same for one that brings whole sessions: behind all others, which are of those who hold some already. */
    boolean offerLarge(LookUp<?> lookUp) {
        return hasSpace() && waitingLarge.add(lookUp);
    }

    private boolean hasSpace() {
        return waiting.size() + waitingLarge.size() < maxWaiting;
    }

    /** Which is next, and under way from now on until {@link #done}. Null where none waits. */
    @Nullable
    LookUp<?> next() {
        LookUp<?> next = waiting.isEmpty() ? waitingLarge.poll() : waiting.poll();
        if (next != null) {
            underWay.add(next);
        }
        return next;
    }

    void done(LookUp<?> lookUp) {
        underWay.remove(lookUp);
    }

    /** Answers all as failed, also those that are under way. */
    void failAll(Trouble trouble) {
        underWay.forEach(lookUp -> lookUp.fail(trouble));
        waitingLarge.forEach(lookUp -> lookUp.fail(trouble));
        waiting.forEach(lookUp -> lookUp.fail(trouble));
    }
}
