package switchboard.bench.account;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came in, and what was wrong with it, over all connections of a run; warm-up included. */
public final class Tally {
    private final Map<Wrong, Long> wrong = new EnumMap<>(Wrong.class);
    private final Map<String, Long> refusals = new TreeMap<>();
    private long deliveries;

    void delivered() {
        deliveries++;
    }

    public void add(Wrong what, long count) {
        if (count > 0) {
            wrong.merge(what, count, Long::sum);
        }
    }

    void refused(String code) {
        refusals.merge(code, 1L, Long::sum);
    }

    public void addAll(Tally other) {
        deliveries += other.deliveries;
        other.wrong.forEach(this::add);
        other.refusals.forEach((code, count) -> refusals.merge(code, count, Long::sum));
    }

    /** Messages that reached a connection, right or wrong. */
    public long deliveries() {
        return deliveries;
    }

    public Map<Wrong, Long> wrong() {
        return wrong;
    }

    /** By {@code code}: answered by {@code message_error}, which is the server's right and not wrong. */
    public Map<String, Long> refusals() {
        return refusals;
    }

    public boolean allRight() {
        return wrong.isEmpty();
    }

    /** For example {@code 3 lost, 1 twice}. */
    public String wrongInWords() {
        return wrong.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().words())
                .collect(Collectors.joining(", "));
    }
}
