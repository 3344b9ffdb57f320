package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import switchboard.net.AddressBlock;
import switchboard.store.history.PageQueue.Reader;
import switchboard.testing.SeededTest;

class PageQueueTest {
    private static final long PAGE = 100;
    private static final long IN_FLIGHT = 250;

    private final PageQueue<String> queue = new PageQueue<>(PAGE, IN_FLIGHT);

    private Reader<String> ask(String key, long session) {
        Reader<String> known = queue.find(key);
        Reader<String> reader = known == null ? queue.add(key, AddressBlock.UNKNOWN) : known;
        queue.ask(reader, session, key);
        return reader;
    }

    private String next() {
        Reader<String> next = queue.next();
        return next == null ? "nobody" : next.asked();
    }

    /** I4: a session with many readers takes no more turns than one with a single reader. */
    @Test
    void sessionsTakeTurnsAndWithinOneWhoeverCameFirst() {
        PageQueue<String> wide = new PageQueue<>(PAGE, 100 * PAGE);
        for (String key : List.of("a1", "a2", "a3", "b1", "b2", "c1")) {
            wide.ask(wide.add(key, AddressBlock.UNKNOWN), key.charAt(0), key);
        }
        List<String> order = new ArrayList<>();
        for (Reader<String> next = wide.next(); next != null; next = wide.next()) {
            order.add(next.asked());
        }

        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    /** I5. */
    @Test
    void readsNoMoreThanMayBeInFlight() {
        Reader<String> ann = ask("ann", 1);
        ask("bob", 1);
        ask("cid", 1);
        assertThat(next()).isEqualTo("ann");
        assertThat(next()).isEqualTo("bob");
        assertThat(next()).as("the third might make it 300").isEqualTo("nobody");

        queue.read(ann, 50);
        assertThat(next()).as("50 held, 100 read, 100 more").isEqualTo("cid");
    }

    /** I5: readers that took their pages slowly, or saw next to nothing of them, kept everybody else waiting. */
    @Test
    void anAddressWithManyReadersLeavesRoomAndTurnsForOthers() {
        AddressBlock other = new AddressBlock(true, 66);
        PageQueue<String> wide = new PageQueue<>(PAGE, 8 * PAGE);
        for (int i = 0; i < 10; i++) {
            wide.ask(wide.add("s" + i, other), i, "s" + i);
        }
        List<Reader<String>> reading = new ArrayList<>();
        for (Reader<String> next = wide.next(); next != null; next = wide.next()) {
            reading.add(next);
        }
        assertThat(reading).as("three quarters of what may be in flight").hasSize(6);

        wide.ask(wide.add("ann", AddressBlock.UNKNOWN), 1, "ann");
        assertThat(wide.next()).isSameAs(wide.find("ann"));

        wide.ask(wide.add("ben", AddressBlock.UNKNOWN), 2, "ben");
        wide.notRead(reading.get(0));
        wide.notRead(reading.get(1));
        assertThat(List.of(wide.next(), wide.next())).contains(wide.find("ben"));
    }

    @Test
    void aSinglePageIsReadHoweverLargeItMayGet() {
        PageQueue<String> narrow = new PageQueue<>(PAGE, PAGE / 2);
        Reader<String> ann = narrow.add("ann", AddressBlock.UNKNOWN);
        narrow.ask(ann, 1, "ann");
        narrow.ask(narrow.add("bob", AddressBlock.UNKNOWN), 1, "bob");

        assertThat(narrow.next()).isSameAs(ann);
        assertThat(narrow.next()).isNull();
        narrow.read(ann, 300);
        assertThat(narrow.next()).isNull();
        narrow.taken(ann);
        assertThat(narrow.next()).isNotNull();
    }

    @Test
    void whoHoldsNothingAndWaitsForNothingIsForgotten() {
        Reader<String> ann = ask("ann", 1);
        assertThat(queue.taken(ann)).as("it waits").isFalse();
        next();
        assertThat(queue.taken(ann)).as("it is read for").isFalse();
        assertThat(queue.read(ann, 80)).as("it holds a page").isFalse();
        assertThat(queue.find("ann")).isSameAs(ann);
        assertThat(queue.taken(ann)).isTrue();
        assertThat(queue.find("ann")).isNull();

        Reader<String> bob = ask("bob", 1);
        next();
        assertThat(queue.read(bob, 0)).as("an empty page is not held").isTrue();
    }

    @Test
    void askingAgainGivesTheFormerPageBackAndReplacesWhatWaited() {
        Reader<String> ann = ask("ann", 1);
        next();
        queue.read(ann, 200);
        queue.ask(ann, 1, "first");
        queue.ask(ann, 2, "second");

        assertThat(next()).isEqualTo("second");
        assertThat(next()).isEqualTo("nobody");
    }

    @Test
    void whoAsksWhileItIsReadForHasItsTurnAfterThat() {
        Reader<String> ann = ask("ann", 1);
        next();
        queue.ask(ann, 1, "again");
        assertThat(next()).isEqualTo("nobody");

        assertThat(queue.read(ann, 10)).isFalse();
        assertThat(next()).isEqualTo("again");
    }

    @Test
    void whoIsGoneGetsNothingAndTakesNothing() {
        Reader<String> ann = ask("ann", 1);
        next();
        queue.ask(ann, 1, "again");
        queue.gone(ann);

        assertThat(ann.gone()).isTrue();
        assertThat(queue.read(ann, 200)).isFalse();
        assertThat(next()).isEqualTo("nobody");
        ask("bob", 1);
        ask("cid", 1);
        assertThat(next()).isEqualTo("bob");
        assertThat(next()).isEqualTo("cid");
    }

    /** Asked before it was answered: it then gets both pages, and gives the first back by getting the second. */
    @Test
    void holdsOnePageAtATime() {
        Reader<String> ann = ask("ann", 1);
        next();
        queue.ask(ann, 1, "again");
        queue.read(ann, 90);
        next();
        queue.read(ann, 80);
        queue.taken(ann);

        assertNothingIsInFlight();
    }

    private void assertNothingIsInFlight() {
        ask("x", 1);
        ask("y", 1);
        ask("z", 1);
        assertThat(List.of(next(), next(), next())).containsExactly("x", "y", "nobody");
    }

    /** Whatever readers do: all that they ask for is read in the end, and all that was in flight comes back. */
    @SeededTest(seeds = 50)
    void nobodyWaitsForEverAndNothingIsHeldForEver(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Reader<String>> reading = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String key = "reader" + random.nextInt(6);
            Reader<String> known = queue.find(key);
            switch (random.nextInt(5)) {
                case 0, 1 -> ask(key, random.nextInt(3));
                case 2 -> {
                    Reader<String> next = queue.next();
                    if (next != null) {
                        reading.add(next);
                    }
                }
                case 3 -> {
                    if (!reading.isEmpty()) {
                        Reader<String> read = reading.remove(random.nextInt(reading.size()));
                        if (random.nextInt(4) == 0) {
                            queue.notRead(read);
                        } else {
                            queue.read(read, random.nextInt((int) PAGE));
                        }
                    }
                }
                default -> {
                    if (known != null && random.nextInt(4) == 0) {
                        queue.gone(known);
                    } else if (known != null) {
                        queue.taken(known);
                    }
                }
            }
        }
        reading.forEach(queue::notRead);
        takeAll();
        for (Reader<String> next = queue.next(); next != null; next = queue.next()) {
            queue.notRead(next);
        }
        takeAll();

        for (int i = 0; i < 6; i++) {
            assertThat(queue.find("reader" + i)).isNull();
        }
        assertNothingIsInFlight();
    }

    private void takeAll() {
        for (int i = 0; i < 6; i++) {
            Reader<String> known = queue.find("reader" + i);
            if (known != null) {
                queue.taken(known);
            }
        }
    }
}
