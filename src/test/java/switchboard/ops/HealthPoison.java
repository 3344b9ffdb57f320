package switchboard.ops;

/** Makes the self-check fail on purpose. */
public final class HealthPoison {
    private HealthPoison() {}

    public static Health.Command of(RuntimeException cause) {
        return new Health.Poison(cause);
    }
}
