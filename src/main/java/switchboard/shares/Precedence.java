package switchboard.shares;

import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * A limited number of slots, and who gives way where all are taken. People of whom something is known go before others,
 * as anybody may call himself something of which nothing is known. Among those others the address that has most gives
 * way, if it has more than the newcomer's would have then. Among the known it does so only if it has many times as
 * much: nobody who takes part loses the slot to a crowd that somebody made up, and yet no crowd gets all slots. Not
 * thread-safe.
 *
 * @param <T> who has a slot
 */
public final class Precedence<T> {
    /** How many times as many an address of known people has that gives way to others. */
    private static final int MANY_TIMES = 8;

    /** A slot that is taken. */
    public static final class Slot<T> {
        private final Holdings<T> among;
        private final Holdings.Holding<T> holding;

        private Slot(Holdings<T> among, AddressBlock client, T who) {
            this.among = among;
            this.holding = among.add(client, who);
        }
    }

    private final Holdings<T> known = new Holdings<>();
    private final Holdings<T> unknown = new Holdings<>();

    /** Takes a slot; nobody is asked whether there is one. */
    public Slot<T> add(AddressBlock client, boolean isKnown, T who) {
        return new Slot<>(isKnown ? known : unknown, client, who);
    }

    /** Returns whether the slot was taken. */
    public boolean remove(Slot<T> slot) {
        return slot.among.remove(slot.holding);
    }

    /** How many slots are taken. */
    public int size() {
        return known.size() + unknown.size();
    }

    /** Who gives way to one more from there: of those who do, whoever came last. Null if nobody does. */
    public @Nullable T whoGivesWayTo(AddressBlock client, boolean isKnown) {
        if (!unknown.isEmpty() && (isKnown || unknown.most() > unknown.of(client) + 1)) {
            return unknown.newestOfMost();
        }
        boolean muchLess = !known.isEmpty() && known.most() >= MANY_TIMES * (known.of(client) + 1);
        return isKnown && muchLess ? known.newestOfMost() : null;
    }
}
