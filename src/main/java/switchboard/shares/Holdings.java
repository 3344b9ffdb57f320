package switchboard.shares;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * Who holds what of something that there is only so much of, in the order in which it was taken. Knows at once who
 * holds most, so that it is known who gives way where all of it is taken. Not thread-safe.
 *
 * <p>To add and to remove takes constant time, but for finding one of the different numbers that are held.
 *
 * @param <T> what is held
 */
public final class Holdings<T> {
    /** One thing that is held. */
    public static final class Holding<T> {
        private final Holder<T> holder;
        private final T thing;
        private boolean held = true;
        private @Nullable Holding<T> older;
        private @Nullable Holding<T> newer;

        private Holding(Holder<T> holder, T thing) {
            this.holder = holder;
            this.thing = thing;
        }
    }

    private static final class Holder<T> {
        private final AddressBlock address;
        private int count;
        private @Nullable Holding<T> oldest;
        private @Nullable Holding<T> newest;

        private Holder(AddressBlock address) {
            this.address = address;
        }
    }

    private final Map<AddressBlock, Holder<T>> holders = new HashMap<>();

    /** Those who hold so many. */
    private final TreeMap<Integer, Set<Holder<T>>> byCount = new TreeMap<>();

    private int size;

    /** Notes that this address holds one thing more. */
    public Holding<T> add(AddressBlock address, T thing) {
        Holder<T> holder = holders.computeIfAbsent(address, Holder::new);
        Holding<T> holding = new Holding<>(holder, thing);
        holding.older = holder.newest;
        if (holder.newest == null) {
            holder.oldest = holding;
        } else {
            holder.newest.newer = holding;
        }
        holder.newest = holding;
        count(holder, 1);
        return holding;
    }

    /** Returns whether it was held. */
    public boolean remove(Holding<T> holding) {
        if (!holding.held) {
            return false;
        }
        holding.held = false;
        Holder<T> holder = holding.holder;
        if (holding.older == null) {
            holder.oldest = holding.newer;
        } else {
            holding.older.newer = holding.newer;
        }
        if (holding.newer == null) {
            holder.newest = holding.older;
        } else {
            holding.newer.older = holding.older;
        }
        count(holder, -1);
        return true;
    }

    private void count(Holder<T> holder, int change) {
        Set<Holder<T>> former = byCount.get(holder.count);
        if (former != null) {
            former.remove(holder);
            if (former.isEmpty()) {
                byCount.remove(holder.count);
            }
        }
        holder.count += change;
        size += change;
        if (holder.count == 0) {
            holders.remove(holder.address);
        } else {
            byCount.computeIfAbsent(holder.count, first -> new LinkedHashSet<>())
                    .add(holder);
        }
    }

    /** How much is held by all. */
    public int size() {
        return size;
    }

    /** Whether nobody holds anything. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** How much this one holds. */
    public int of(AddressBlock address) {
        Holder<T> holder = holders.get(address);
        return holder == null ? 0 : holder.count;
    }

    /** The most that anybody holds. */
    public int most() {
        return size == 0 ? 0 : byCount.lastKey();
    }

    /**
     * What was taken last by whoever holds most.
     *
     * @throws NoSuchElementException where nothing is held
     */
    public T newestOfMost() {
        return held(heaviest().newest);
    }

    /**
     * What was taken first by whoever holds most.
     *
     * @throws NoSuchElementException where nothing is held
     */
    public T oldestOfMost() {
        return held(heaviest().oldest);
    }

    private Holder<T> heaviest() {
        if (size == 0) {
            throw new NoSuchElementException("nothing is held");
        }
        return byCount.lastEntry().getValue().iterator().next();
    }

    private static <T> T held(@Nullable Holding<T> holding) {
        if (holding == null) {
            throw new IllegalStateException("who holds something has none");
        }
        return holding.thing;
    }
}
