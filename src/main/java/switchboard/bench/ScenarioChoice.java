package switchboard.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import switchboard.bench.cold.ColdScenarios;
import switchboard.bench.scenarios.Scenario;
import switchboard.bench.scenarios.Scenarios;
import switchboard.bench.scenarios.Sized;

/** Which scenarios a call means. */
final class ScenarioChoice {
    /** In place of the names of scenarios. */
    static final String ALL = "all";

    private static final char BEFORE_SIZE = ':';

    private final List<Scenario> all;
    private final List<Scenario> byDefault;

    private ScenarioChoice(List<Scenario> all, List<Scenario> byDefault) {
        this.all = all;
        this.byDefault = byDefault;
    }

    /** Of those that measure a server once it is warm. */
    static ScenarioChoice warm() {
        return new ScenarioChoice(Scenarios.ALL, Scenarios.DEFAULT);
    }

    /** Of those that measure the first moments of a server. */
    static ScenarioChoice cold() {
        return new ScenarioChoice(ColdScenarios.ALL, ColdScenarios.ALL);
    }

    /**
     * In the order in which they are named, each once.
     *
     * @param names none: those that run by default
     * @throws IllegalArgumentException with what is allowed
     */
    List<Scenario> of(List<String> names) {
        if (names.isEmpty()) {
            return byDefault;
        }
        Map<String, Scenario> chosen = new LinkedHashMap<>();
        for (String name : names) {
            for (Scenario scenario : name.equals(ALL) ? all : List.of(named(name))) {
                chosen.putIfAbsent(scenario.name(), scenario);
            }
        }
        return new ArrayList<>(chosen.values());
    }

    private Scenario named(String written) {
        int colon = written.indexOf(BEFORE_SIZE);
        String name = colon < 0 ? written : written.substring(0, colon);
        Scenario scenario = all.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notAllowed(written, ALL + ", " + names(all)));
        return colon < 0 ? scenario : sized(scenario, written, written.substring(colon + 1));
    }

    private Scenario sized(Scenario scenario, String written, String size) {
        if (!(scenario instanceof Sized sized)) {
            List<Scenario> others = all.stream().filter(Sized.class::isInstance).toList();
            throw notAllowed(written, others.isEmpty() ? "without a size" : "a size with " + names(others) + " only");
        }
        Sized.Sizes sizes = sized.sizes();
        if (!size.matches("[0-9]{1,9}") || !sizes.hold(Integer.parseInt(size))) {
            throw notAllowed(
                    written,
                    String.format(
                            Locale.ROOT,
                            "%s%c%d to %s%c%d",
                            scenario.name(),
                            BEFORE_SIZE,
                            sizes.min(),
                            scenario.name(),
                            BEFORE_SIZE,
                            sizes.max()));
        }
        return sized.sized(Integer.parseInt(size));
    }

    private static String names(List<Scenario> scenarios) {
        return scenarios.stream().map(Scenario::name).collect(Collectors.joining(", "));
    }

    private static IllegalArgumentException notAllowed(String written, String allowed) {
        return new IllegalArgumentException(written + " (allowed: " + allowed + ")");
    }
}
