package switchboard.hub;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.session.api.HubProtocol;
import switchboard.shares.FairLimit;

/**
 * Which sessions are active, and who has created them: clients share what the limit allows. None is ever ended to make
 * space for another. Those that were active before this hub started are nobody's.
 */
final class ActiveSessionQuota {
    /** @param client who has created it; null where nobody knows */
    private record Active(@Nullable AddressBlock client) {}

    private final FairLimit reservations;
    private final Map<Long, Active> byNumber = new HashMap<>();

    /** Those that the store has not answered; each by itself, as they may hold long lists. */
    private final Set<HubProtocol.Create> beginning = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param max of one client; others have a third of that beside it */
    ActiveSessionQuota(int max) {
        reservations = new FairLimit(max);
    }

    /** These sessions are active, as the database says. */
    void areActive(Collection<Long> numbers) {
        for (long number : numbers) {
            if (byNumber.putIfAbsent(number, new Active(null)) == null) {
                reservations.takeForNobody();
            }
        }
    }

    /** Counts one that is about to begin. Returns false, and counts nothing, if its client has as many as it may. */
    boolean reserve(HubProtocol.Create create) {
        boolean taken = reservations.take(create.client().block());
        if (taken) {
            beginning.add(create);
        }
        return taken;
    }

    /** It came to nothing. */
    void abandon(HubProtocol.Create create) {
        if (beginning.remove(create)) {
            reservations.giveBack(create.client().block());
        }
    }

    /** It is on disk. May be told of what was asked for by a hub before this one. */
    void begun(HubProtocol.Create create, long number) {
        AddressBlock client = create.client().block();
        boolean reserved = beginning.remove(create);
        if (!reserved) {
            areActive(Set.of(number));
        } else if (byNumber.putIfAbsent(number, new Active(client)) != null) {
            reservations.giveBack(client);
        }
    }

    /** Its end is on disk. */
    void ended(long number) {
        Active ended = byNumber.remove(number);
        if (ended == null) {
            return;
        }
        if (ended.client() == null) {
            reservations.giveBackOfNobody();
        } else {
            reservations.giveBack(ended.client());
        }
    }

    int count() {
        return byNumber.size();
    }
}
