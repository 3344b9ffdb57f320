package switchboard.protocol.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"01930000-0000-7abc-8def-0123456789ab", "01930000-0000-7ABC-8DEF-0123456789AB"})
    void readsTheUsualForm(String text) {
        assertThat(SessionId.parse(text))
                .hasValueSatisfying(id -> assertThat(id).hasToString("01930000-0000-7abc-8def-0123456789ab"));
    }

    /** All but the first few are taken by the library's own reading. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "null",
                "01930000-0000-7abc-8def-0123456789a",
                "01930000-0000-7abc-8def-0123456789abc",
                "019300000000-7abc-8def-0123456789ab-",
                "0193000g-0000-7abc-8def-0123456789ab",
                "1-1-1-1-1",
                "019300000-000-7abc-8def-0123456789ab",
                "+1930000-0000-7abc-8def-0123456789ab",
                "01930000-0000-7abc-8def-+123456789ab",
                "０1930000-0000-7abc-8def-0123456789ab",
                "{1930000-0000-7abc-8def-0123456789a}",
                " 1930000-0000-7abc-8def-0123456789ab"
            })
    void refusesEverythingElse(String text) {
        assertThat(SessionId.parse(text)).isEmpty();
    }

    @Test
    void readsBackWhatItWrites() {
        SessionId id = SessionId.next();

        assertThat(SessionId.parse(id.toString())).contains(id);
        assertThat(id.value().version()).isEqualTo(7);
        assertThat(id.value().variant()).isEqualTo(2);
    }

    @Test
    void madeIdsRise() {
        List<UUID> ofClasses = IntStream.range(0, 20_000)
                .mapToObj(i -> SessionId.next().value())
                .toList();
        List<UUID> ofMessages = IntStream.range(0, 20_000)
                .mapToObj(i -> MessageId.next().value())
                .toList();

        assertThat(ofClasses).isSortedAccordingTo(UUID::compareTo).doesNotHaveDuplicates();
        assertThat(ofMessages).isSortedAccordingTo(UUID::compareTo).doesNotHaveDuplicates();
    }

    /** Those of one millisecond differed by 1: who made one session knew the id of the next. */
    @Test
    void nobodyGuessesTheNextClassFromTheLast() {
        List<UUID> ids = IntStream.range(0, 20_000)
                .mapToObj(i -> SessionId.next().value())
                .toList();

        for (int bit = 0; bit < 62; bit++) {
            long mask = 1L << bit;
            long changed = IntStream.range(1, ids.size())
                    .filter(i -> ((ids.get(i).getLeastSignificantBits()
                                            ^ ids.get(i - 1).getLeastSignificantBits())
                                    & mask)
                            != 0)
                    .count();
            assertThat(changed).as("changes of bit %d", bit).isBetween(9_000L, 11_000L);
        }
        assertThat(ids).allMatch(id -> id.version() == 7 && id.variant() == 2);
    }

    /** The generator reads its clock outside its lock: a thread that was overtaken there went back in time. */
    @Test
    void madeIdsRiseAcrossThreads() throws InterruptedException {
        Object turn = new Object();
        List<UUID> ids = new ArrayList<>();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(t -> new Thread(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        synchronized (turn) {
                            ids.add(MessageId.next().value());
                        }
                        MessageId.next();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(ids).hasSize(20_000).isSortedAccordingTo(UUID::compareTo);
    }
}
