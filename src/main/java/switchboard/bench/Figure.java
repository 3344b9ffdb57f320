package switchboard.bench;

import java.util.List;

/** One measured value, with its name and unit as the report shows them. */
record Figure(String name, String unit, double value) {
    static Figure of(String name, String unit, double value) {
        return new Figure(name, unit, value);
    }

    static Figure ms(String name, double nanos) {
        return new Figure(name, "ms", nanos / 1e6);
    }

    /** The same values under names that say in which phase of a scenario they were measured. */
    static List<Figure> in(String phase, List<Figure> figures) {
        return figures.stream()
                .map(figure -> new Figure(phase + ": " + figure.name, figure.unit, figure.value))
                .toList();
    }
}
