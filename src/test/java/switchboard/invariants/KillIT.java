package switchboard.invariants;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.KilledProcess;
import switchboard.testing.SeededTest;

/**
 * I1, I2, I3: {@code kill -9} under load. Every message that anybody received is there afterwards under the same seq,
 * the seqs have no gap, and whoever comes back with {@code after_seq} misses nothing and gets nothing twice.
 */
class KillIT {
    private static final int FEW_ROUNDS = 2;
    private static final int MANY_ROUNDS = 25;

    @SeededTest(seeds = 1)
    void i1I2I3KilledServerKeepsAllThatAnybodyGot(long seed, @TempDir Path data) {
        KilledProcess.inTheMiddleOfBursts(data, FEW_ROUNDS, new SplittableRandom(seed));
    }

    @Tag("faults")
    @SeededTest(seeds = 1)
    void i1I2I3ServerThatIsKilledManyTimesKeepsAllThatAnybodyGot(long seed, @TempDir Path data) {
        KilledProcess.inTheMiddleOfBursts(data, MANY_ROUNDS, new SplittableRandom(seed));
    }
}
