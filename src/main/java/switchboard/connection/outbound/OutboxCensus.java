package switchboard.connection.outbound;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * What outboxes keep together at one moment. What waits for many is kept once, and each of them has its part of it.
 *
 * <p>Costs a look at each frame that waits. Not thread-safe.
 */
final class OutboxCensus {
    /** What an array takes beside its bytes, its place in a queue with it. */
    private static final int ARRAY_BYTES = 24;

    /** What one outbox keeps. */
    private static final class Part {
        private final OutboxBudget.Account account;
        private final List<byte[]> arrays = new ArrayList<>();
        private long own;
        private long bytes;

        private Part(OutboxBudget.Account account) {
            this.account = account;
        }
    }

    /** All outboxes of one address. */
    private static final class Owner {
        private final AddressBlock client;
        /** Those that have something to let go, the largest last. */
        private final List<Part> parts = new ArrayList<>();

        private long bytes;

        private Owner(AddressBlock client) {
            this.client = client;
        }
    }

    /** How many keep each array. */
    private final Map<byte[], Integer> keepers = new IdentityHashMap<>();

    private final Map<AddressBlock, Owner> owners = new HashMap<>();
    private long kept;

    private OutboxCensus() {}

    /** @param free what each may keep and does not count */
    static OutboxCensus of(Collection<OutboxBudget.Account> accounts, int free) {
        OutboxCensus census = new OutboxCensus();
        List<Part> parts = new ArrayList<>(accounts.size());
        for (OutboxBudget.Account account : accounts) {
            Part part = new Part(account);
            part.own = account.holder().tellKept(part.arrays::add);
            parts.add(part);
            census.add(part);
        }
        parts.forEach(census::measure);
        census.kept = Math.max(0, census.kept - (long) free * parts.size());
        census.owners.values().forEach(owner -> owner.parts.sort(Comparator.comparingLong(part -> part.bytes)));
        return census;
    }

    private void add(Part part) {
        kept += part.own;
        for (byte[] array : part.arrays) {
            if (keepers.merge(array, 1, Integer::sum) == 1) {
                kept += sizeOf(array);
            }
        }
    }

    private void measure(Part part) {
        part.bytes = part.own;
        for (byte[] array : part.arrays) {
            part.bytes += sizeOf(array) / keepers.getOrDefault(array, 1);
        }
        Owner owner = owners.computeIfAbsent(part.account.client(), Owner::new);
        owner.bytes += part.bytes;
        if (!part.arrays.isEmpty()) {
            owner.parts.add(part);
        }
    }

    private static long sizeOf(byte[] array) {
        return ARRAY_BYTES + array.length;
    }

    /** What all keep beyond what is free, once those are gone who had to give way. */
    long kept() {
        return kept;
    }

    /** The address that keeps most; null where nobody keeps anything. */
    @Nullable
    AddressBlock heaviest() {
        Owner owner = heaviestOwner();
        return owner == null ? null : owner.client;
    }

    private @Nullable Owner heaviestOwner() {
        Owner heaviest = null;
        for (Owner owner : owners.values()) {
            if (heaviest == null || owner.bytes > heaviest.bytes) {
                heaviest = owner;
            }
        }
        return heaviest;
    }

    /**
     * Has the largest of whoever keeps most give way, and so on, until no more than so much is kept. Where that one has
     * nothing left to let go, what its sockets still have in their hands goes with them: nobody else gives way for it.
     */
    void haveGiveWay(long most) {
        while (kept > most) {
            Owner owner = heaviestOwner();
            if (owner == null || owner.parts.isEmpty()) {
                return;
            }
            Part largest = owner.parts.remove(owner.parts.size() - 1);
            owner.bytes -= largest.bytes - largest.own;
            largest.account.holder().giveWay();
            for (byte[] array : largest.arrays) {
                if (keepers.merge(array, -1, Integer::sum) == 0) {
                    kept -= sizeOf(array);
                }
            }
        }
    }
}
