package switchboard.bench.stage;

import java.util.List;

/** One measured value, with its name and unit as the report shows them. */
public record Figure(String name, String unit, double value) {
    public static Figure of(String name, String unit, double value) {
        return new Figure(name, unit, value);
    }

    public static Figure ms(String name, double nanos) {
        return new Figure(name, "ms", nanos / 1e6);
    }

    /** The same values under names that say in which phase of a scenario they were measured. */
    public static List<Figure> in(String phase, List<Figure> figures) {
        return figures.stream()
                .map(figure -> new Figure(phase + ": " + figure.name, figure.unit, figure.value))
                .toList();
    }
}
