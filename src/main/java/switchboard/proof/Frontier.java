package switchboard.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree that only grows: of all that it has it keeps the roots of its full subtrees alone, the largest first, which is
 * all that its root needs. A leaf costs two hashes on average, a root one for each subtree. Not thread-safe.
 */
public final class Frontier {
    /** One for each 1 in the binary of the size, from the highest on. */
    private final List<Hash> subtrees;

    private long size;

    private Frontier(long size, List<Hash> subtrees) {
        this.size = size;
        this.subtrees = subtrees;
    }

    /** A tree without leaves. */
    public static Frontier empty() {
        return new Frontier(0, new ArrayList<>());
    }

    /**
     * One that was kept.
     *
     * @param subtrees as {@link #subtrees}
     * @throws IllegalArgumentException if a tree of that size has another number of full subtrees
     */
    public static Frontier of(long size, List<Hash> subtrees) {
        if (size < 0 || Long.bitCount(size) != subtrees.size()) {
            throw new IllegalArgumentException(subtrees.size() + " full subtrees make no tree of " + size + " leaves");
        }
        return new Frontier(size, new ArrayList<>(subtrees));
    }

    /** How many leaves it has. */
    public long size() {
        return size;
    }

    /** The roots of its full subtrees, the largest first. */
    public List<Hash> subtrees() {
        return List.copyOf(subtrees);
    }

    /** Puts a leaf behind all others. */
    public void add(Hash leaf) {
        Hash full = leaf;
        for (long level = size; (level & 1) == 1; level >>= 1) {
            full = Hash.ofNode(subtrees.remove(subtrees.size() - 1), full);
        }
        subtrees.add(full);
        size++;
    }

    /** The root of what it has now. */
    public Hash root() {
        if (subtrees.isEmpty()) {
            return Hash.ofNothing();
        }
        Hash root = subtrees.get(subtrees.size() - 1);
        for (int i = subtrees.size() - 2; i >= 0; i--) {
            root = Hash.ofNode(subtrees.get(i), root);
        }
        return root;
    }
}
