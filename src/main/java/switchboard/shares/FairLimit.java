package switchboard.shares;

import java.util.HashMap;
import java.util.Map;
import switchboard.net.AddressBlock;

/**
 * A limit for what cannot be taken away from whoever has it, so that nobody can take the last. Whoever is alone may
 * have as many as the limit says. A third of that is kept besides for others, each of whom may have three times what is
 * left then; so there is always something for one who has nothing. Thread-safe.
 */
public final class FairLimit {
    private static final int TIMES_THE_REST = 3;

    private final long limit;
    private final long all;
    private final Map<AddressBlock, Long> held = new HashMap<>();
    private long taken;

    /** @param limit what one may have who is alone */
    public FairLimit(long limit) {
        this.limit = limit;
        all = limit + (limit + TIMES_THE_REST - 1) / TIMES_THE_REST;
    }

    /** Takes one, or says that it is too many for this one. */
    public boolean take(AddressBlock address) {
        return take(address, 1);
    }

    /** Takes so many, or says that it is too many for this one. */
    public synchronized boolean take(AddressBlock address, long amount) {
        long own = held.getOrDefault(address, 0L) + amount;
        long rest = all - taken;
        if (own > limit || amount > rest || own > TIMES_THE_REST * rest) {
            return false;
        }
        held.put(address, own);
        taken += amount;
        return true;
    }

    /** One was taken already, whether it was allowed or not, and it is not known by whom. */
    public synchronized void takeForNobody() {
        taken++;
    }

    /** Gives back one that was {@link #takeForNobody taken for nobody}. */
    public synchronized void giveBackOfNobody() {
        taken--;
    }

    /** Gives back one that this address took. */
    public void giveBack(AddressBlock address) {
        giveBack(address, 1);
    }

    /** Gives back so many that this address took. */
    public synchronized void giveBack(AddressBlock address, long amount) {
        held.computeIfPresent(address, (same, own) -> own > amount ? own - amount : null);
        taken -= amount;
    }
}
