package switchboard.connection;

import static switchboard.testing.Records.set;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.apache.pekko.util.ByteString;
import switchboard.connection.outbound.Outbox;
import switchboard.connection.outbound.OutboxBudget;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.net.AddressBlock;
import switchboard.session.Lesson;
import switchboard.testing.Records;

/** The limits and times that the tests of connections work with: those of a server, but for a smaller queue. */
public final class Wire {
    public static final Clock CLOCK = Clock.fixed(Lesson.NOON, ZoneOffset.UTC);
    public static final ConnectionSettings SETTINGS = Records.with(
            Records.defaults(ConnectionSettings::from),
            set("queueFrames", 4),
            set("queueBytes", 1 << 20),
            set("allQueuesBytes", 1 << 30),
            set("notices", 200),
            set("unansweredFrames", 16),
            set("writeBytes", 16 << 10),
            set("maxMessage", 1 << 20),
            set("controlFrames", 1_000),
            set("inflowBytes", 128 << 20),
            set("messageWithin", Duration.ofSeconds(30)),
            set("pingInterval", Duration.ofSeconds(30)),
            set("silenceTimeout", Duration.ofSeconds(60)),
            set("slowTimeout", Duration.ofSeconds(5)),
            set("linger", Duration.ofSeconds(15)),
            set("endedGrace", Duration.ofSeconds(10)),
            set("replayTimeout", Duration.ofSeconds(10)),
            set("answerTimeout", Duration.ofSeconds(9)),
            set("sweepInterval", Duration.ofSeconds(1)));

    public static final OutboxLimits LIMITS = SETTINGS.outboxLimits();

    /** More than any test keeps. */
    public static final OutboxBudget AMPLE = new OutboxBudget(SETTINGS.allQueuesBytes(), SETTINGS.writeBytes());

    public static final AddressBlock CLIENT = AddressBlock.UNKNOWN;

    private Wire() {}

    /** What an outbox has written next; empty if there is nothing. */
    public static ByteString drain(Outbox outbox) {
        ByteBuffer batch = ByteBuffer.allocate(64 << 10);
        outbox.drain(batch);
        return ByteString.fromArray(batch.array(), 0, batch.position());
    }
}
