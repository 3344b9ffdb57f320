package switchboard.bench.report;

import switchboard.bench.scenarios.Scenario;

/** Told what happens while a campaign goes on, which takes a while. Closed when all has been run. */
public interface Progress extends AutoCloseable {

    /**
     * One run of one scenario.
     *
     * @param number of the scenario among {@code of}, from 1
     * @param run from 1, of {@code runs}
     * @param expectedSeconds for how long it goes on, more or less
     */
    record Step(Scenario scenario, int number, int of, int run, int runs, int expectedSeconds) {}

    void begins(Step step);

    @Override
    void close();
}
