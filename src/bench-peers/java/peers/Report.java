package peers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All turns of all peers, as tables in Markdown: medians, the extremes in brackets. */
final class Report {
    private static final List<Turn.Figure> COLD =
            List.of(Turn.Figure.COLD_RATE, Turn.Figure.COLD_SERVER_CPU, Turn.Figure.COLD_P50, Turn.Figure.COLD_P99);
    private static final List<Turn.Figure> WARM = List.of(
            Turn.Figure.WARM_RATE,
            Turn.Figure.WARM_SERVER_CPU,
            Turn.Figure.WARM_P50,
            Turn.Figure.WARM_P99,
            Turn.Figure.WARM_LOAD_CPU,
            Turn.Figure.RESIDENT);
    private static final List<Turn.Figure> COLD_OPEN =
            List.of(Turn.Figure.COLD_OPEN_P50, Turn.Figure.COLD_OPEN_P99, Turn.Figure.COLD_OPEN_CPU);
    private static final List<Turn.Figure> WARM_OPEN =
            List.of(Turn.Figure.WARM_OPEN_P50, Turn.Figure.WARM_OPEN_P99, Turn.Figure.WARM_OPEN_CPU);

    private final Map<Peer, List<Map<Turn.Figure, Double>>> turns = new EnumMap<>(Peer.class);
    private final Map<Peer, List<String>> failures = new EnumMap<>(Peer.class);

    void add(Peer peer, Map<Turn.Figure, Double> figures) {
        turns.computeIfAbsent(peer, any -> new ArrayList<>()).add(figures);
    }

    void addFailure(Peer peer, String text) {
        failures.computeIfAbsent(peer, any -> new ArrayList<>()).add(text);
    }

    boolean hasFailures() {
        return !failures.isEmpty();
    }

    /** What one turn gave, in a line. */
    static String line(Map<Turn.Figure, Double> figures) {
        return Stream.of(
                        "closed loop cold", COLD,
                        "warm", WARM,
                        "at the rate cold", COLD_OPEN,
                        "warm", WARM_OPEN)
                .map(part -> part instanceof String text ? "[" + text + "]" : values((List<?>) part, figures))
                .collect(Collectors.joining(" "));
    }

    private static String values(List<?> part, Map<Turn.Figure, Double> figures) {
        return part.stream()
                .map(figure -> number(figures.get((Turn.Figure) figure)) + " " + ((Turn.Figure) figure).title())
                .collect(Collectors.joining(", "));
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("|  | order | resume | on disk |\n| --- | --- | --- | --- |\n");
        for (Peer peer : turns.keySet()) {
            row(text, Stream.of(peer.title(), peer.order(), peer.resume(), peer.sync()));
        }
        table(text, "One broadcast under way in each group, a server that has just started", COLD);
        table(text, "The same, warm", WARM);
        table(text, "At a fixed rate, a server that has just started", COLD_OPEN);
        table(text, "The same, warm", WARM_OPEN);
        failures.forEach((peer, texts) -> text.append("\nFailed: ")
                .append(peer.title())
                .append(": ")
                .append(String.join("; ", texts))
                .append('\n'));
        return text.toString();
    }

    private void table(StringBuilder text, String title, List<Turn.Figure> columns) {
        text.append('\n').append(title).append(":\n\n");
        row(text, Stream.concat(Stream.of("", "on disk"), columns.stream().map(Turn.Figure::title)));
        row(text, Stream.generate(() -> "---").limit(columns.size() + 2));
        turns.forEach((peer, results) -> row(
                text,
                Stream.concat(
                        Stream.of(peer.title(), peer.sync()),
                        columns.stream().map(figure -> spread(results, figure)))));
    }

    private static void row(StringBuilder text, Stream<String> cells) {
        text.append(cells.collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String spread(List<Map<Turn.Figure, Double>> results, Turn.Figure figure) {
        double[] sorted = results.stream()
                .mapToDouble(result -> result.get(figure))
                .sorted()
                .toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        if (sorted.length == 1) {
            return number(median);
        }
        return number(median) + " (" + number(sorted[0]) + "–" + number(sorted[sorted.length - 1]) + ")";
    }

    /** Three digits that count; whole numbers from a hundred on. */
    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "–";
        }
        int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
