package switchboard.invariants;

import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import switchboard.invariants.people.KilledProcess;
import switchboard.testing.SeededTest;

/**
 * I1, I2, I3: {@code kill -9} while clients of version 2 send with refs. After the restart they send again what they
 * got no receipt for: everything is in the log once, where its receipts say, and everybody saw one order without a gap.
 */
class OutboxKillIT {
    private static final int FEW_ROUNDS = 2;
    private static final int MANY_ROUNDS = 20;
    private static final int MESSAGES = 50;

    @SeededTest(seeds = 1)
    void i1I2I3SentAgainAfterKillsEverythingIsThereOnce(long seed, @TempDir Path data) {
        KilledProcess.whileOutboxesAreSent(data, FEW_ROUNDS, new SplittableRandom(seed));
    }

    @Tag("faults")
    @SeededTest(seeds = 1)
    void i1I2I3SentAgainAfterManyKillsEverythingIsThereOnce(long seed, @TempDir Path data) {
        KilledProcess.whileOutboxesAreSent(data, MANY_ROUNDS, new SplittableRandom(seed));
    }

    @SeededTest(seeds = 1)
    void i1WhatIsStoredIsKnownAfterAKillThoughNobodyGotItsReceipt(long seed, @TempDir Path data) {
        KilledProcess.beforeAnyReceiptArrives(data, MESSAGES, new SplittableRandom(seed));
    }
}
