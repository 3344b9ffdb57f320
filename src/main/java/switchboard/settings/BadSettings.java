package switchboard.settings;

import java.util.List;
import java.util.stream.Collectors;

/** The server cannot start with these settings. Holds every problem that was found, never only the first. */
public final class BadSettings extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public BadSettings(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /** At least one, in the order in which they were found. */
    public List<Problem> problems() {
        return problems;
    }
}
