package switchboard.bench.scenarios;

import java.util.List;
import java.util.stream.Stream;

/** The scenarios that there are. Not a member of {@link Scenario}, which each of them would have to wait for. */
public final class Scenarios {
    /** What runs where nobody names any: about a minute in all. */
    public static final List<Scenario> DEFAULT =
            List.of(new Classroom(), new Broadcast(), new Questions(), new Burst(), new History());

    /** What runs only when it is named. */
    public static final List<Scenario> MORE = List.of(
            new Connect(),
            new Large(),
            new Lecture(),
            new Slow(),
            new Churn(),
            new JoinRace(),
            new Start(),
            new Stored(),
            new Storm(),
            new Rest());

    /** What all of a lesson is made of: joins, messages of each kind, fan-out, replays, pages of REST. */
    public static final List<Scenario> LESSON =
            List.of(new Classroom(), new Broadcast(), new Questions(), new History(), new Rest());

    /** In the order in which they run. */
    public static final List<Scenario> ALL =
            Stream.concat(DEFAULT.stream(), MORE.stream()).toList();

    private Scenarios() {}
}
