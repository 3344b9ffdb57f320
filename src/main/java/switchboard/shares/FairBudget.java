package switchboard.shares;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * A limit of what all may hold together, such as bytes. When it is full, the owner who holds most gives way, with the
 * largest of its shares, whoever asks: so who holds little always gets in, and who holds much is told "full". Who asks
 * is told so itself where its own owner holds most and none of that one's shares is larger. Thread-safe.
 *
 * <p>A promise that follows: who would hold no more than the limit divided by the number of all owners is never
 * refused.
 *
 * <p>Who holds nothing costs nothing here. Asking for more than is free visits every owner.
 */
public final class FairBudget {
    private final long limit;
    /** By address, and shares of nobody by themselves. */
    private final Map<Object, Owner> owners = new HashMap<>();

    private long held;

    /** All shares of one owner that hold something, oldest first. */
    private static final class Owner {
        private final Set<Share> shares = new LinkedHashSet<>();
        private long held;
    }

    public FairBudget(long limit) {
        this.limit = limit;
    }

    /** What all may hold together. */
    public long limit() {
        return limit;
    }

    /** What all hold at the moment. */
    public synchronized long held() {
        return held;
    }

    /**
     * A new share, which holds nothing yet.
     *
     * @param owner whose shares count together
     * @param giveWay called once by any thread, and not at all where nothing is taken away: let go what you hold, which
     *     counts no more. Must not block
     */
    public Share share(AddressBlock owner, Runnable giveWay) {
        return new Share(owner, giveWay);
    }

    /** A share that counts with no other, of whom it is not known yet whose it is. */
    public Share shareOfNobody(Runnable giveWay) {
        return new Share(null, giveWay);
    }

    /** What one holds of it. Given back by {@link #giveBack}, whatever happens. */
    public final class Share {
        private final Object owner;
        private final Runnable giveWay;
        private long amount;
        private boolean gone;

        private Share(@Nullable AddressBlock owner, Runnable giveWay) {
            this.owner = owner == null ? this : owner;
            this.giveWay = giveWay;
        }

        /**
         * Holds so much from now on, in place of what it held before. Less is always granted.
         *
         * @return false where this is too much, or the share has had to give way: it then holds what it held before
         */
        public boolean hold(long wanted) {
            Set<Share> leaving = new LinkedHashSet<>();
            boolean granted = grant(this, wanted, leaving);
            leaving.forEach(share -> share.giveWay.run());
            return granted;
        }

        /** Holds nothing any more. */
        public void giveBack() {
            hold(0);
        }
    }

    private synchronized boolean grant(Share share, long wanted, Set<Share> leaving) {
        if (share.gone || wanted > Math.max(limit, share.amount)) {
            return false;
        }
        while (wanted > share.amount && held - share.amount + wanted > limit) {
            Share largest = largestOfHeaviest(share, wanted);
            if (largest == null) {
                return false;
            }
            set(largest, 0);
            largest.gone = true;
            leaving.add(largest);
        }
        set(share, wanted);
        return true;
    }

    /** Null where that is the share that asks. */
    private @Nullable Share largestOfHeaviest(Share asking, long wanted) {
        Owner own = owners.get(asking.owner);
        long ownHeld = (own == null ? 0 : own.held) - asking.amount + wanted;
        Owner heaviest = own;
        long most = ownHeld;
        for (Owner owner : owners.values()) {
            if (owner != own && owner.held > most) {
                heaviest = owner;
                most = owner.held;
            }
        }
        if (heaviest == null) {
            return null;
        }
        Share largest = null;
        long size = heaviest == own ? wanted : 0;
        for (Share share : heaviest.shares) {
            if (share != asking && share.amount > size) {
                largest = share;
                size = share.amount;
            }
        }
        return largest;
    }

    private void set(Share share, long amount) {
        if (share.amount == amount) {
            return;
        }
        Owner owner = owners.computeIfAbsent(share.owner, any -> new Owner());
        owner.held += amount - share.amount;
        held += amount - share.amount;
        share.amount = amount;
        if (amount > 0) {
            owner.shares.add(share);
            return;
        }
        owner.shares.remove(share);
        if (owner.shares.isEmpty()) {
            owners.remove(share.owner);
        }
    }
}
