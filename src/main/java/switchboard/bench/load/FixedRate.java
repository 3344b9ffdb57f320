package switchboard.bench.load;

import java.util.List;
import java.util.concurrent.TimeUnit;
import switchboard.bench.account.BenchUser;
import switchboard.protocol.values.MessageType;

/** So many messages in each second at equal distances, by all of its senders in turn. */
public final class FixedRate implements Plan {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<BenchUser> senders;
    private final MessageType type;
    private final int perSecond;
    private long made;

    /** @param type one that needs no recipient */
    public FixedRate(List<BenchUser> senders, MessageType type, int perSecond) {
        this.senders = senders;
        this.type = type;
        this.perSecond = perSecond;
    }

    @Override
    public Send next() {
        long number = made++;
        return new Send(
                number * NANOS_PER_SECOND / perSecond, senders.get((int) (number % senders.size())), type, null);
    }
}
