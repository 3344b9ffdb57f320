package switchboard.bench.load;

import org.jspecify.annotations.Nullable;
import switchboard.bench.account.BenchUser;
import switchboard.bench.client.ClientLoop;
import switchboard.protocol.values.MessageType;

/** Who sends what when, whatever the server does: a load that a slow server cannot make less. Without an end. */
public interface Plan {

    /**
     * One message.
     *
     * @param atNanos from the beginning
     * @param recipient whom a direct message is for; null for the other types
     */
    record Send(
            long atNanos,
            BenchUser sender,
            MessageType type,
            @Nullable BenchUser recipient) {}

    /** The message that follows; never before the one before. */
    Send next();

    /** Has the loop send, each at its moment, what is due from {@code begin} on and before {@code end}. */
    static void schedule(ClientLoop loop, Plan plan, long begin, long end) {
        Send send = plan.next();
        long dueAt = begin + send.atNanos;
        if (dueAt - end >= 0) {
            return;
        }
        loop.at(dueAt, () -> {
            send.sender.session().send(send.sender, send.type, send.recipient, dueAt);
            schedule(loop, plan, begin, end);
        });
    }
}
