package switchboard.http.api;

import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.shares.Precedence;

/**
 * How many requests may wait for messages at once, and whose wait ends where there are more: students and whoever
 * created a session go before other instructors. Thread-safe.
 */
final class LongPollSlots {
    /** One that waits, or is about to. */
    final class Place {
        private final Runnable giveWay;
        private final Precedence.Place<Place> taken;

        private Place(AddressBlock client, boolean isKnown, Runnable giveWay) {
            this.giveWay = giveWay;
            this.taken = waits.add(client, isKnown, this);
        }

        /** It may have been given back, or have gone to another wait, before. */
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
     * Takes a place, of somebody else if there is no other.
     *
     * @param giveWay ends the wait soon; called at most once, by any thread
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
