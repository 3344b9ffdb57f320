package switchboard.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    private static final int SIZES = 34;

    /** The leaves, and the roots of the first one to all eight, of Certificate Transparency's own tests. */
    private static final List<String> KNOWN_LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> KNOWN_ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static List<Hash> leaves(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Hash.ofLeaf(new byte[] {(byte) i, 1}))
                .toList();
    }

    @Test
    void theRootsAreThoseThatOthersGet() {
        List<Hash> leaves = KNOWN_LEAVES.stream()
                .map(HexFormat.of()::parseHex)
                .map(Hash::ofLeaf)
                .toList();
        Frontier growing = Frontier.empty();
        assertThat(growing.root())
                .hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
                .isEqualTo(MerkleTree.root(List.of()));
        for (int size = 1; size <= leaves.size(); size++) {
            growing.add(leaves.get(size - 1));
            assertThat(growing.root()).hasToString(KNOWN_ROOTS.get(size - 1));
            assertThat(MerkleTree.root(leaves.subList(0, size))).isEqualTo(growing.root());
        }
    }

    @Test
    void aTreeThatWasKeptGrowsOnAsIfItHadNotBeen() {
        Frontier growing = Frontier.empty();
        for (Hash leaf : leaves(SIZES)) {
            growing = Frontier.of(growing.size(), growing.subtrees());
            growing.add(leaf);
        }
        assertThat(growing.size()).isEqualTo(SIZES);
        assertThat(growing.root()).isEqualTo(MerkleTree.root(leaves(SIZES)));
        assertThatThrownBy(() -> Frontier.of(3, leaves(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tree of 3 leaves");
    }

    @Test
    void eachLeafOfEachTreeIsProvedAndNothingElse() {
        for (int size = 1; size <= SIZES; size++) {
            List<Hash> leaves = leaves(size);
            Hash root = MerkleTree.root(leaves);
            for (int index = 0; index < size; index++) {
                List<Hash> path = MerkleTree.inclusionPath(index, leaves);
                Hash leaf = leaves.get(index);
                assertThat(MerkleTree.includes(leaf, index, size, path, root))
                        .as("%d of %d", index, size)
                        .isTrue();
                Hash other = Hash.ofLeaf(new byte[] {7});
                assertThat(MerkleTree.includes(other, index, size, path, root)).isFalse();
                assertThat(MerkleTree.includes(leaf, index, size, path, other)).isFalse();
                assertThat(MerkleTree.includes(leaf, size, size, path, root)).isFalse();
                assertThat(MerkleTree.includes(leaf, -1, size, path, root)).isFalse();
                for (int at = 0; at < size; at++) {
                    assertThat(MerkleTree.includes(leaf, at, size, path, root)).isEqualTo(at == index);
                }
                for (List<Hash> changed : changed(path)) {
                    assertThat(MerkleTree.includes(leaf, index, size, changed, root))
                            .isFalse();
                }
            }
        }
        assertThatThrownBy(() -> MerkleTree.inclusionPath(3, leaves(3))).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void eachTreeIsProvedToBeginWithEachSmallerOneAndNothingElse() {
        for (int size = 0; size <= SIZES; size++) {
            Hash root = MerkleTree.root(leaves(size));
            for (int from = 0; from <= size; from++) {
                List<Hash> path = MerkleTree.consistencyPath(from, leaves(size));
                Hash fromRoot = MerkleTree.root(leaves(from));
                assertThat(MerkleTree.beginsWith(from, fromRoot, size, root, path))
                        .as("%d in %d", from, size)
                        .isTrue();
                Hash other = Hash.ofLeaf(new byte[] {7});
                assertThat(MerkleTree.beginsWith(from, other, size, root, path)).isFalse();
                assertThat(from > 0 && MerkleTree.beginsWith(from, fromRoot, size, other, path))
                        .isFalse();
                assertThat(MerkleTree.beginsWith(size + 1, fromRoot, size, root, path))
                        .isFalse();
                for (List<Hash> changed : changed(path)) {
                    assertThat(MerkleTree.beginsWith(from, fromRoot, size, root, changed))
                            .as("%d in %d", from, size)
                            .isFalse();
                }
            }
        }
        assertThatThrownBy(() -> MerkleTree.consistencyPath(4, leaves(3)))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    /** One more, and with each of them left out or another one. */
    private static List<List<Hash>> changed(List<Hash> path) {
        Hash other = Hash.ofLeaf(new byte[] {8});
        List<List<Hash>> changed = new ArrayList<>();
        changed.add(Stream.concat(path.stream(), Stream.of(other)).toList());
        for (int i = 0; i < path.size(); i++) {
            List<Hash> less = new ArrayList<>(path);
            less.remove(i);
            changed.add(less);
            List<Hash> wrong = new ArrayList<>(path);
            wrong.set(i, other);
            changed.add(wrong);
        }
        return changed;
    }

    @Test
    void aHashHas32BytesThatNobodyChanges() {
        assertThatThrownBy(() -> Hash.of(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a hash has 32 bytes, not 31");
        byte[] bytes = new byte[32];
        Hash hash = Hash.of(bytes);
        bytes[0] = 1;
        hash.bytes()[0] = 1;
        assertThat(hash).isEqualTo(Hash.of(new byte[32])).hasSameHashCodeAs(Hash.of(new byte[32]));
    }
}
