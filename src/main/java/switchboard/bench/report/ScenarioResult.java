package switchboard.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.bench.account.Tally;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.stage.Figure;

/** What became of one scenario over all of its runs. */
public final class ScenarioResult {

    /** How it ended. */
    public enum Outcome {
        /** It ran, and every delivery was right. */
        RIGHT,
        /** It ran, and at least one delivery was not. */
        WRONG,
        /** It could not be run to its end. */
        FAILED,
        /** Not possible with this server on this machine. */
        SKIPPED
    }

    /**
     * One figure over all runs.
     *
     * @param values in the order of the runs
     */
    record Series(String name, String unit, List<Double> values) {
        Series {
            values = List.copyOf(values);
        }

        double median() {
            List<Double> sorted = values.stream().sorted().toList();
            int middle = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        }

        double min() {
            return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        }

        double max() {
            return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        }
    }

    private final Scenario scenario;
    private final Map<String, List<Figure>> figures = new LinkedHashMap<>();
    private final Tally tally = new Tally();
    private Optional<String> skipped = Optional.empty();
    private Optional<String> failed = Optional.empty();

    ScenarioResult(Scenario scenario) {
        this.scenario = scenario;
    }

    Scenario scenario() {
        return scenario;
    }

    /** A run came to its end. What could not be measured (NaN) is left out. */
    void add(List<Figure> measured) {
        for (Figure figure : measured) {
            if (!Double.isNaN(figure.value())) {
                figures.computeIfAbsent(figure.name(), name -> new ArrayList<>())
                        .add(figure);
            }
        }
    }

    /** Deliveries count also where a run did not come to its end. */
    void add(Tally deliveries) {
        tally.addAll(deliveries);
    }

    void skip(String why) {
        skipped = Optional.of(why);
    }

    void fail(String why) {
        failed = Optional.of(why);
    }

    Outcome outcome() {
        if (!tally.allRight()) {
            return Outcome.WRONG;
        }
        if (failed.isPresent()) {
            return Outcome.FAILED;
        }
        return skipped.isPresent() ? Outcome.SKIPPED : Outcome.RIGHT;
    }

    /** Whether the command must say so by its exit code. */
    public boolean isBad() {
        return outcome() == Outcome.WRONG || outcome() == Outcome.FAILED;
    }

    /** Why it was skipped or failed. */
    Optional<String> reason() {
        return failed.or(() -> skipped);
    }

    Tally tally() {
        return tally;
    }

    /** In the order in which the scenario gave them. */
    List<Series> series() {
        return figures.values().stream()
                .map(measured -> new Series(
                        measured.get(0).name(),
                        measured.get(0).unit(),
                        measured.stream().map(Figure::value).toList()))
                .toList();
    }
}
