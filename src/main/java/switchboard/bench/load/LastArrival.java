package switchboard.bench.load;

import java.util.List;
import java.util.function.LongConsumer;
import switchboard.bench.account.BenchSession;
import switchboard.bench.account.BenchUser;
import switchboard.bench.stage.Stage;

/** When the last recipient of all that was sent had it. */
public final class LastArrival implements BenchSession.Listener {
    private long at;

    private LastArrival() {}

    /**
     * Sends at one instant, and returns when everything has arrived.
     *
     * @param send is given the instant
     * @return nanoseconds from then to when the last recipient had the last message
     */
    public static long nanosAfter(Stage stage, List<BenchSession> sessions, LongConsumer send) {
        LastArrival last = new LastArrival();
        sessions.forEach(session -> session.listen(last));
        long dueAt = stage.loop().now();
        send.accept(dueAt);
        stage.awaitArrival();
        return last.at - dueAt;
    }

    @Override
    public void completed(BenchUser sender, long scheduledAt, long now) {
        at = now;
    }
}
