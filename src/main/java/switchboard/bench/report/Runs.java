package switchboard.bench.report;

/**
 * How a campaign measures.
 *
 * @param count how often each scenario
 * @param cold whether from the first message on, on servers that have just started
 */
public record Runs(int count, boolean cold) {}
