package switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import switchboard.testing.SeededTest;
import switchboard.testing.TestTicker;

class RunningTimeTest {
    private static final Duration SHORT = RunningTime.LONGEST_GAP;
    private static final Duration PAUSE = Duration.ofSeconds(75);

    private final TestTicker clock = new TestTicker();
    private final RunningTime time = new RunningTime(clock);

    @AfterEach
    void end() {
        time.close();
    }

    private Duration since(long before) {
        return Duration.ofNanos(time.getAsLong() - before);
    }

    @Test
    void passesAsTheClockDoes() {
        long before = time.getAsLong();
        for (int i = 0; i < 100; i++) {
            clock.advance(SHORT);
            time.beat();
        }

        assertThat(since(before)).isEqualTo(SHORT.multipliedBy(100));
    }

    @Test
    void aPauseCountsAsAShortWhileForWhoeverLooksFirst() {
        long before = time.getAsLong();
        clock.advance(PAUSE);

        assertThat(since(before)).as("the first reading, before any beat").isEqualTo(SHORT);
        assertThat(since(before)).as("the second").isEqualTo(SHORT);
        time.beat();
        assertThat(since(before)).as("behind a beat").isEqualTo(SHORT);
    }

    @Test
    void aPauseThatABeatFindsCountsTheSame() {
        long before = time.getAsLong();
        clock.advance(PAUSE);
        time.beat();

        assertThat(since(before)).isEqualTo(SHORT);
    }

    @Test
    void goesOnBehindAPause() {
        long before = time.getAsLong();
        clock.advance(PAUSE);
        time.getAsLong();
        clock.advance(Duration.ofMillis(30));

        assertThat(since(before)).isEqualTo(SHORT.plusMillis(30));
    }

    @Test
    void losesNothingWithoutBeatsWhileItIsRead() {
        long before = time.getAsLong();
        for (int i = 0; i < 1_000; i++) {
            clock.advance(Duration.ofMillis(20));
            time.getAsLong();
        }

        assertThat(since(before))
                .as("of 20 s in which the beats starved")
                .isBetween(Duration.ofMillis(19_200), Duration.ofSeconds(20));
    }

    @Test
    void beatsByItself() {
        AtomicLong looks = new AtomicLong();
        CountDownLatch many = new CountDownLatch(5);
        try (RunningTime beating = RunningTime.of(() -> {
            many.countDown();
            return looks.incrementAndGet();
        })) {
            assertThat(many)
                    .satisfies(latch -> assertThat(latch.await(20, java.util.concurrent.TimeUnit.SECONDS))
                            .isTrue());
            assertThat(beating.getAsLong()).isPositive();
        }
    }

    /** Many threads read while the clock jumps now and then: none sees time go back, and no jump counts whole. */
    @SeededTest(seeds = 3)
    void neverGoesBackForAnyThread(long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong seen = new AtomicLong(time.getAsLong());
        AtomicBoolean wentBack = new AtomicBoolean();
        long before = seen.get();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread reader = new Thread(() -> {
                while (!over.get()) {
                    // What others had read before this reading began must not lie behind it.
                    long known = seen.get();
                    long read = time.getAsLong();
                    if (read - known < 0) {
                        wentBack.set(true);
                    }
                    seen.accumulateAndGet(read, (one, other) -> one - other > 0 ? one : other);
                }
            });
            reader.start();
            readers.add(reader);
        }
        int jumps = 0;
        for (int i = 0; i < 20_000; i++) {
            boolean jump = random.nextInt(100) == 0;
            jumps += jump ? 1 : 0;
            clock.advance(jump ? PAUSE : Duration.ofNanos(random.nextInt(1_000_000)));
            time.beat();
        }
        over.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        assertThat(wentBack).isFalse();
        assertThat(since(before)).isLessThan(Duration.ofSeconds(20).plus(SHORT.multipliedBy(jumps)));
    }
}
