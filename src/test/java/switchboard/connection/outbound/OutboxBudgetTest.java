package switchboard.connection.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import switchboard.connection.Wire;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.testing.Records;

class OutboxBudgetTest {
    private static final int KIB = 1 << 10;
    private static final int FREE = 16 * KIB;
    private static final int LIMIT = 4_096 * KIB;
    private static final OutboxLimits LIMITS = Records.with(Wire.LIMITS, set("frames", 100), set("writeBytes", FREE));
    private static final AddressBlock ATTACKER = address("192.0.2.66");
    private static final AddressBlock SCHOOL = address("192.0.2.1");

    private final OutboxBudget budget = new OutboxBudget(LIMIT, FREE);

    /** 1,300 slow readers held a queue of 1 MiB each. */
    @Test
    void whoHoldsMostQueuesNoMoreAheadThanIsFree_I5() {
        List<Reader> readers = readers(ATTACKER, 100);
        for (int seq = 1; seq <= 20; seq++) {
            for (Reader reader : readers) {
                reader.offer(seq, new byte[10 * KIB]);
            }
        }
        assertThat(kept(readers)).isBetween(LIMIT / 2L, LIMIT + 100L * FREE);
        assertThat(readers).noneMatch(reader -> reader.gaveWay);
        Reader pupil = new Reader(SCHOOL);
        for (int seq = 1; seq <= 20; seq++) {
            pupil.offer(seq, new byte[10 * KIB]);
        }
        assertThat(pupil.outbox.position()).isEqualTo(20);
        assertThat(pupil.gaveWay).isFalse();
    }

    @Test
    void whereEvenOneForEachIsTooMuchTheLargestOfWhoHoldsMostGiveWay_I5() {
        Reader pupil = new Reader(SCHOOL);
        pupil.offer(1, new byte[200 * KIB]);
        List<Reader> readers = readers(ATTACKER, 100);
        readers.get(0).offer(1, new byte[300 * KIB]);
        readers.subList(1, 100).forEach(reader -> reader.offer(1, new byte[60 * KIB]));
        readers.add(pupil);
        assertThat(kept(readers)).isBetween(LIMIT / 2L, LIMIT + 100L * FREE);
        assertThat(readers.get(0).gaveWay).isTrue();
        assertThat(pupil.gaveWay).isFalse();
    }

    /** A whole school behind one address that is sent the same is no reason to close anybody. */
    @Test
    void whatWaitsForManyCountsOnce_I5() {
        List<Reader> school = readers(SCHOOL, 500);
        for (int seq = 1; seq <= 15; seq++) {
            byte[] frame = new byte[60 * KIB];
            for (Reader pupil : school) {
                pupil.offer(seq, frame);
            }
        }
        assertThat(school).allMatch(pupil -> pupil.outbox.position() == 15 && !pupil.gaveWay);
        assertThat(budget.held()).isGreaterThan(50L * LIMIT);
    }

    /** Answers to its own frames, which are never refused. */
    @Test
    void noticesCountToo_I5() {
        List<Reader> readers = readers(ATTACKER, 100);
        for (int i = 0; i < 200; i++) {
            readers.forEach(reader -> reader.outbox.notice(new byte[600]));
        }
        assertThat(kept(readers)).isLessThanOrEqualTo(LIMIT + 100L * FREE);
        assertThat(readers).anyMatch(reader -> reader.gaveWay);
    }

    /** What was read for a slow reader and waits before its outbox left memory with the session's tail only. */
    @Test
    void whatWaitsBeforeTheOutboxCountsToo_I5() {
        List<Reader> readers = readers(ATTACKER, 10);
        for (Reader reader : readers) {
            reader.outbox.countPending(IntStream.rangeClosed(1, 100)
                    .mapToObj(seq -> new EncodedMessage(seq, new byte[10 * KIB]))
                    .toList());
        }
        assertThat(kept(readers)).isLessThanOrEqualTo(LIMIT + 100L * FREE);
        assertThat(readers).anyMatch(reader -> reader.gaveWay);
    }

    @Test
    void nothingIsHeldOnceAllIsRead() {
        List<Reader> readers = readers(ATTACKER, 100);
        readers.forEach(reader -> reader.offer(1, new byte[30 * KIB]));
        assertThat(budget.held()).isPositive();
        for (Reader reader : readers) {
            while (!Wire.drain(reader.outbox).isEmpty()) {
                // The socket takes it.
            }
        }
        assertThat(budget.held()).isZero();
        Reader last = new Reader(ATTACKER);
        IntStream.rangeClosed(1, 50).forEach(seq -> last.offer(seq, new byte[10 * KIB]));
        assertThat(last.outbox.position())
                .as("and who held most may queue again")
                .isEqualTo(50);
    }

    @Test
    void amidAFrameThereIsNoCloseFrameAndNothingFollows() {
        Reader reader = new Reader(ATTACKER);
        reader.offer(1, new byte[100 * KIB]);
        assertThat(Wire.drain(reader.outbox).size()).isEqualTo(FREE);
        reader.outbox.giveWay();
        assertThat(reader.amidFrame).isTrue();
        assertThat(Wire.drain(reader.outbox).isEmpty()).isTrue();
        assertThat(reader.outbox.closed()).isTrue();
    }

    @Test
    void elsewhereTheCloseFrameFollows() {
        Reader reader = new Reader(ATTACKER);
        reader.offer(1, new byte[100 * KIB]);
        reader.outbox.giveWay();
        assertThat(reader.amidFrame).isFalse();
        reader.outbox.closeNow(4008, null);
        assertThat(Wire.drain(reader.outbox).size()).isEqualTo(4);
    }

    private List<Reader> readers(AddressBlock client, int count) {
        List<Reader> readers = new ArrayList<>();
        IntStream.range(0, count).forEach(i -> readers.add(new Reader(client)));
        return readers;
    }

    private static long kept(List<Reader> readers) {
        List<byte[]> arrays = new ArrayList<>();
        long besides = 0;
        for (Reader reader : readers) {
            besides += reader.outbox.tellKept(arrays::add);
        }
        return besides + arrays.stream().mapToLong(array -> array.length).sum();
    }

    private static AddressBlock address(String text) {
        try {
            return AddressBlock.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection whose socket takes nothing. */
    private final class Reader implements OutboxListener {
        private final Outbox outbox;
        private boolean gaveWay;
        private boolean amidFrame;

        private Reader(AddressBlock client) {
            outbox = new Outbox(LIMITS, budget, client, Wire.CLOCK, this);
            outbox.start(0, 0);
            while (!Wire.drain(outbox).isEmpty()) {
                // history_complete.
            }
        }

        private void offer(long seq, byte[] frame) {
            outbox.offer(seq - 1, seq, List.of(new EncodedMessage(seq, frame)));
        }

        @Override
        public void write(Executor by) {}

        @Override
        public void wake() {}

        @Override
        public void roomAgain() {}

        @Override
        public void endReached() {}

        @Override
        public void participantsDue() {}

        @Override
        public void gaveWay(boolean amid) {
            gaveWay = true;
            amidFrame = amid;
        }
    }
}
