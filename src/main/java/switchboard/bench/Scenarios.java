package switchboard.bench;

import java.util.List;
import java.util.Optional;

/** The scenarios that there are. Not a member of {@link Scenario}, which each of them would have to wait for. */
final class Scenarios {
    /** In the order in which they run. */
    static final List<Scenario> ALL = List.of(
            new Classroom(),
            new Broadcast(),
            new Questions(),
            new Large(),
            new Burst(),
            new History(),
            new Connect(),
            new Lecture(),
            new Slow(),
            new Churn(),
            new JoinRace(),
            new Start(),
            new Storm(),
            new Rest());

    private Scenarios() {}

    static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
