package switchboard.http.api;

import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.shares.Precedence;

/**
 * Bounds the long polls of the whole server. Where all slots are taken, a new long poll may get the slot of another
 * one: students and creators of sessions go before other instructors. Thread-safe.
 */
final class LongPollSlots {
    /** The slot of one long poll. */
    final class Place {
        private final Runnable giveWay;
        private final Precedence.Place<Place> taken;

        private Place(AddressBlock client, boolean isKnown, Runnable giveWay) {
            this.giveWay = giveWay;
            this.taken = waits.add(client, isKnown, this);
        }

        /** Frees the slot. Does nothing if it is free already, or another long poll has it. */
        void giveBack() {
            synchronized (LongPollSlots.this) {
                waits.remove(taken);
            }
        }
    }

    private final int max;
    private final Precedence<Place> waits = new Precedence<>();

    LongPollSlots(int max) {
        this.max = max;
    }

    int max() {
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
    Place take(AddressBlock client, boolean isKnown, Runnable giveWay) {
        Place leaving = null;
        Place place;
        synchronized (this) {
            if (waits.size() >= max) {
                leaving = waits.whoGivesWayTo(client, isKnown);
                if (leaving == null) {
                    return null;
                }
                waits.remove(leaving.taken);
            }
            place = new Place(client, isKnown, giveWay);
        }
        if (leaving != null) {
            leaving.giveWay.run();
        }
        return place;
    }
}
