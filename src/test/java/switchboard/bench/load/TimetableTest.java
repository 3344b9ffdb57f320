package switchboard.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import switchboard.protocol.values.MessageType;

final class TimetableTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final int DEFAULT_RATE_LIMIT = 100;

    private static List<Timetable.Entry> minutes(int minutes) {
        Timetable timetable = new Timetable();
        List<Timetable.Entry> entries = new ArrayList<>();
        for (int i = 0; i < minutes * 60 * Timetable.PER_SECOND; i++) {
            entries.add(timetable.next());
        }
        return entries;
    }

    @Test
    void sendsFortyOneInEachSecondInOrder() {
        List<Timetable.Entry> entries = minutes(2);

        for (int i = 0; i < entries.size(); i++) {
            long at = entries.get(i).atNanos();
            assertThat(at / TimeUnit.SECONDS.toNanos(1)).isEqualTo(i / Timetable.PER_SECOND);
            if (i > 0) {
                assertThat(at).isGreaterThanOrEqualTo(entries.get(i - 1).atNanos());
            }
        }
    }

    @Test
    void staysBelowTheDefaultRateLimitForEverybody() {
        Map<String, List<Long>> sentBy = new HashMap<>();
        for (Timetable.Entry entry : minutes(5)) {
            sentBy.computeIfAbsent(entry.senderRole() + " " + entry.sender(), user -> new ArrayList<>())
                    .add(entry.atNanos());
        }

        assertThat(sentBy).hasSize(Timetable.INSTRUCTORS + Timetable.STUDENTS);
        sentBy.forEach((user, times) -> {
            for (int i = DEFAULT_RATE_LIMIT; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - DEFAULT_RATE_LIMIT))
                        .as(user)
                        .isGreaterThan(MINUTE);
            }
        });
    }

    @Test
    void usesAllSixTypesAndNamesARecipientWhereOneIsNeeded() {
        Set<MessageType> used = EnumSet.noneOf(MessageType.class);
        for (Timetable.Entry entry : minutes(1)) {
            used.add(entry.type());
            assertThat(entry.recipient() != null).isEqualTo(entry.type().needsRecipient());
        }

        assertThat(used).containsExactlyInAnyOrder(MessageType.values());
    }
}
