package switchboard.http.scheduling;

import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.shares.Precedence;

/**
 * Bounds the long polls of the whole server. Where all slots are taken, a new long poll may get the slot of another
 * one: students and creators of sessions go before other instructors. Thread-safe.
 */
public final class LongPollSlots {
    /** The slot of one long poll. */
    public final class Slot {
        private final Runnable giveWay;
        private final Precedence.Slot<Slot> taken;

        private Slot(AddressBlock client, boolean isKnown, Runnable giveWay) {
            this.giveWay = giveWay;
            this.taken = polls.add(client, isKnown, this);
        }

        /** Frees the slot. Does nothing if it is free already, or another long poll has it. */
        public void giveBack() {
            synchronized (LongPollSlots.this) {
                polls.remove(taken);
            }
        }
    }

    private final int max;
    private final Precedence<Slot> polls = new Precedence<>();

    /** @param max of the whole server */
    public LongPollSlots(int max) {
        this.max = max;
    }

    /** How many there are. */
    public int max() {
        return max;
    }

    /**
     * Takes a slot, if need be that of another long poll.
     *
     * @param isKnown whether the user is a student or the creator of the session
     * @param giveWay ends the long poll soon, as another one gets its slot; called once at most, by any thread
     * @return null if nobody gives way
     */
    @Nullable
    public Slot take(AddressBlock client, boolean isKnown, Runnable giveWay) {
        Slot leaving = null;
        Slot slot;
        synchronized (this) {
            if (polls.size() >= max) {
                leaving = polls.whoGivesWayTo(client, isKnown);
                if (leaving == null) {
                    return null;
                }
                polls.remove(leaving.taken);
            }
            slot = new Slot(client, isKnown, giveWay);
        }
        if (leaving != null) {
            leaving.giveWay.run();
        }
        return slot;
    }
}
