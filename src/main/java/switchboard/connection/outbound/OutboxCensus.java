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
 * What outboxes keep together at one moment. What waits for many is kept once, and each of them accounts for its share
 * of it.
 *
 * <p>Visits each frame that waits. Not thread-safe.
 */
final class OutboxCensus {
    /** What an array takes beside its bytes, its slot in a queue with it. */
    private static final int ARRAY_BYTES = 24;

    /** What one outbox keeps. */
    private static final class Entry {
        private final OutboxBudget.Account account;
        private final List<byte[]> arrays = new ArrayList<>();
        private long own;
        private long bytes;

        private Entry(OutboxBudget.Account account) {
            this.account = account;
        }
    }

    /** All outboxes of one address. */
    private static final class Owner {
        private final AddressBlock client;
        /** Those that have something to let go, the largest last. */
        private final List<Entry> entries = new ArrayList<>();

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
        List<Entry> entries = new ArrayList<>(accounts.size());
        for (OutboxBudget.Account account : accounts) {
            Entry entry = new Entry(account);
            entry.own = account.holder().tellKept(entry.arrays::add);
            entries.add(entry);
            census.add(entry);
        }
        entries.forEach(census::measure);
        census.kept = Math.max(0, census.kept - (long) free * entries.size());
        census.owners.values().forEach(owner -> owner.entries.sort(Comparator.comparingLong(entry -> entry.bytes)));
        return census;
    }

    private void add(Entry entry) {
        kept += entry.own;
        for (byte[] array : entry.arrays) {
            if (keepers.merge(array, 1, Integer::sum) == 1) {
                kept += sizeOf(array);
            }
        }
    }

    private void measure(Entry entry) {
        entry.bytes = entry.own;
        for (byte[] array : entry.arrays) {
            entry.bytes += sizeOf(array) / keepers.getOrDefault(array, 1);
        }
        Owner owner = owners.computeIfAbsent(entry.account.client(), Owner::new);
        owner.bytes += entry.bytes;
        if (!entry.arrays.isEmpty()) {
            owner.entries.add(entry);
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
            if (owner == null || owner.entries.isEmpty()) {
                return;
            }
            Entry largest = owner.entries.remove(owner.entries.size() - 1);
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
