package switchboard.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import switchboard.connection.outbound.OutboxBudget;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.net.AddressBlock;
import switchboard.session.Lesson;

/** The limits and times that the tests of connections work with: those of a server, but for a smaller queue. */
public final class Wire {
    public static final Clock CLOCK = Clock.fixed(Lesson.NOON, ZoneOffset.UTC);
    static final OutboxLimits LIMITS = new OutboxLimits(4, 1 << 20, 200, 16, 16 << 10);
    public static final ConnectionSettings SETTINGS = new ConnectionSettings(
            4,
            1 << 20,
            1 << 30,
            200,
            16,
            16 << 10,
            1 << 20,
            1_000,
            128 << 20,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(9),
            Duration.ofSeconds(1));

    /** More than any test keeps. */
    public static final OutboxBudget AMPLE = new OutboxBudget(SETTINGS.allQueuesBytes(), SETTINGS.writeBytes());

    public static final AddressBlock CLIENT = AddressBlock.UNKNOWN;

    private Wire() {}
}
