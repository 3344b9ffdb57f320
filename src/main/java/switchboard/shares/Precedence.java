package switchboard.shares;

import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * Places of which there is a number, and whose goes to somebody else where all are taken. Who is known goes before
 * others: anybody may call himself something of which nothing is known. Among those others the address gives way that
 * has most, if it has more than the other would have then; among the known only if it has many times as much: who takes
 * part is not to lose the place to a crowd that somebody made up, and yet no crowd is to have all places. Not
 * thread-safe.
 *
 * @param <T> who has a place
 */
public final class Precedence<T> {
    /** How many times as many an address of known people has that gives way to others. */
    private static final int MANY_TIMES = 8;

    /** A place that is taken. */
    public static final class Place<T> {
        private final Holdings<T> among;
        private final Holdings.Holding<T> holding;

        private Place(Holdings<T> among, AddressBlock client, T who) {
            this.among = among;
            this.holding = among.add(client, who);
        }
    }

    private final Holdings<T> known = new Holdings<>();
    private final Holdings<T> unknown = new Holdings<>();

    public Place<T> add(AddressBlock client, boolean isKnown, T who) {
        return new Place<>(isKnown ? known : unknown, client, who);
    }

    /** Returns whether the place was taken. */
    public boolean remove(Place<T> place) {
        return place.among.remove(place.holding);
    }

    /** How many places are taken. */
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
