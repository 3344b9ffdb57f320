package switchboard.session.api;

/** What is left of a budget of tails. */
public final class TailBudgets {
    private TailBudgets() {}

    /** Whether so many bytes are left. */
    public static boolean hasLeft(TailBudget budget, long bytes) {
        TailBudget.Share probe = budget.share();
        probe.take(bytes);
        boolean left = !probe.overdrawn();
        probe.giveBackAll();
        return left;
    }
}
