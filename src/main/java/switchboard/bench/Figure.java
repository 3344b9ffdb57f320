package switchboard.bench;

/** One measured value, with its name and unit as the report shows them. */
record Figure(String name, String unit, double value) {
    static Figure of(String name, String unit, double value) {
        return new Figure(name, unit, value);
    }

    static Figure ms(String name, double nanos) {
        return new Figure(name, "ms", nanos / 1e6);
    }
}
