package switchboard.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The proofs of RFC 6962, 2.1: that a leaf is in a tree, and that a tree begins with a smaller one. Made of all leaves,
 * and checked without any of them.
 */
public final class MerkleTree {
    private MerkleTree() {}

    /** The root of a tree of these. */
    public static Hash root(List<Hash> leaves) {
        Frontier tree = Frontier.empty();
        leaves.forEach(tree::add);
        return tree.root();
    }

    /**
     * The nodes beside the way from a leaf to the root, from the leaf upwards: RFC 6962, 2.1.1.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf
     */
    public static List<Hash> inclusionPath(int index, List<Hash> leaves) {
        if (index < 0 || index >= leaves.size()) {
            throw new IndexOutOfBoundsException("no leaf " + index + " in a tree of " + leaves.size());
        }
        List<Hash> path = new ArrayList<>();
        addInclusion(index, leaves, path);
        return path;
    }

    private static void addInclusion(int index, List<Hash> leaves, List<Hash> path) {
        if (leaves.size() == 1) {
            return;
        }
        int left = leavesOfLeft(leaves.size());
        if (index < left) {
            addInclusion(index, leaves.subList(0, left), path);
            path.add(root(leaves.subList(left, leaves.size())));
        } else {
            addInclusion(index - left, leaves.subList(left, leaves.size()), path);
            path.add(root(leaves.subList(0, left)));
        }
    }

    /** Whether this leaf stands at that place of the tree that has this size and root: RFC 9162, 2.1.3.2. */
    public static boolean includes(Hash leaf, long index, long size, List<Hash> path, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        Hash here = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                here = Hash.ofNode(sibling, here);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                here = Hash.ofNode(here, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && here.equals(root);
    }

    /**
     * What proves that a tree of these begins with the tree of the first {@code from}: RFC 6962, 2.1.2. Empty where the
     * two are the same, and where the first one is empty, which every tree begins with.
     *
     * @throws IndexOutOfBoundsException if there are not so many leaves
     */
    public static List<Hash> consistencyPath(int from, List<Hash> leaves) {
        if (from < 0 || from > leaves.size()) {
            throw new IndexOutOfBoundsException("no tree of " + from + " in one of " + leaves.size());
        }
        List<Hash> path = new ArrayList<>();
        if (from > 0) {
            addConsistency(from, leaves, true, path);
        }
        return path;
    }

    private static void addConsistency(int from, List<Hash> leaves, boolean isKnown, List<Hash> path) {
        if (from == leaves.size()) {
            if (!isKnown) {
                path.add(root(leaves));
            }
            return;
        }
        int left = leavesOfLeft(leaves.size());
        if (from <= left) {
            addConsistency(from, leaves.subList(0, left), isKnown, path);
            path.add(root(leaves.subList(left, leaves.size())));
        } else {
            addConsistency(from - left, leaves.subList(left, leaves.size()), false, path);
            path.add(root(leaves.subList(0, left)));
        }
    }

    /** Whether the larger tree begins with the smaller one: RFC 9162, 2.1.4.2. */
    public static boolean beginsWith(long from, Hash fromRoot, long size, Hash root, List<Hash> path) {
        if (from < 0 || from > size) {
            return false;
        }
        if (from == 0) {
            return path.isEmpty() && fromRoot.equals(Hash.ofNothing());
        }
        if (from == size) {
            return path.isEmpty() && fromRoot.equals(root);
        }
        List<Hash> nodes = new ArrayList<>(path);
        if (Long.bitCount(from) == 1) {
            nodes.add(0, fromRoot);
        }
        if (nodes.isEmpty()) {
            return false;
        }
        long node = from - 1;
        long last = size - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        Hash smaller = nodes.get(0);
        Hash larger = smaller;
        for (Hash next : nodes.subList(1, nodes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                smaller = Hash.ofNode(next, smaller);
                larger = Hash.ofNode(next, larger);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                larger = Hash.ofNode(larger, next);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && smaller.equals(fromRoot) && larger.equals(root);
    }

    /** The greatest power of two that is less. */
    private static int leavesOfLeft(int leaves) {
        return Integer.highestOneBit(leaves - 1);
    }
}
