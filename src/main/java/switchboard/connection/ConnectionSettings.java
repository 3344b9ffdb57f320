package switchboard.connection;

import java.time.Duration;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.settings.SettingsReader;

/**
 * The settings of section {@code switchboard.connection}; what each means stands in reference.conf.
 *
 * @param queueFrames messages that wait for one client
 * @param queueBytes their bytes
 * @param allQueuesBytes what waits for all clients together
 * @param notices answers that wait for one client
 * @param unansweredFrames frames of one client that wait for an answer
 * @param writeBytes the most that is handed to a socket at once
 * @param maxMessage the largest message of a client, all fragments together
 * @param controlFrames pings, pongs and empty fragments of one client in 60 s
 * @param inflowBytes everything that one client sends in 60 s
 * @param messageWithin from the first byte of a message to its last
 * @param endedGrace how long a version 1 connection stays open after {@code session_ended}
 * @param replayTimeout how long a page of history may take
 * @param answerTimeout how long a frame may wait for its answer, and a socket for its connection
 */
public record ConnectionSettings(
        int queueFrames,
        int queueBytes,
        long allQueuesBytes,
        int notices,
        int unansweredFrames,
        int writeBytes,
        int maxMessage,
        int controlFrames,
        long inflowBytes,
        Duration messageWithin,
        Duration pingInterval,
        Duration silenceTimeout,
        Duration slowTimeout,
        Duration linger,
        Duration endedGrace,
        Duration replayTimeout,
        Duration answerTimeout,
        Duration sweepInterval) {

    private static final String SECTION = "switchboard.connection.";

    /** Reads the section; what cannot be used is told to the reader. */
    public static ConnectionSettings from(SettingsReader reader) {
        ConnectionSettings settings = new ConnectionSettings(
                reader.integer(SECTION + "queue-frames", 1, 10_000),
                (int) reader.bytes(SECTION + "queue-bytes", 65_536, 67_108_864),
                reader.memory(SECTION + "all-queues-bytes", 1 << 20, 64L << 30, 8),
                reader.integer(SECTION + "notices", 1, 10_000),
                reader.integer(SECTION + "unanswered-frames", 1, 1_000),
                (int) reader.bytes(SECTION + "write-bytes", 1_024, 1_048_576),
                (int) reader.bytes(SECTION + "max-message", 131_072, 16_777_216),
                reader.integer(SECTION + "control-frames", 100, 1_000_000_000),
                reader.bytes(SECTION + "inflow-bytes", 1 << 20, 1L << 40),
                reader.duration(SECTION + "message-within", Duration.ofSeconds(1), Duration.ofMinutes(5)),
                reader.duration(SECTION + "ping-interval", Duration.ofSeconds(1), Duration.ofSeconds(60)),
                reader.duration(SECTION + "silence-timeout", Duration.ofSeconds(2), Duration.ofMinutes(10)),
                reader.duration(SECTION + "slow-timeout", Duration.ofSeconds(1), Duration.ofMinutes(5)),
                reader.duration(SECTION + "linger", Duration.ofMillis(100), Duration.ofSeconds(60)),
                reader.duration(SECTION + "ended-grace", Duration.ZERO, Duration.ofMinutes(5)),
                reader.duration(SECTION + "replay-timeout", Duration.ofSeconds(1), Duration.ofMinutes(1)),
                reader.duration(SECTION + "answer-timeout", Duration.ofSeconds(1), Duration.ofSeconds(10)),
                reader.duration(SECTION + "sweep-interval", Duration.ofMillis(50), Duration.ofSeconds(5)));
        if (settings.silenceTimeout.compareTo(settings.pingInterval) <= 0) {
            reader.refuse(
                    SECTION + "silence-timeout",
                    settings.silenceTimeout.toMillis() + "ms",
                    "longer than " + SECTION + "ping-interval, which is " + settings.pingInterval.toMillis() + "ms");
        }
        return settings;
    }

    /** Those of them that bound an outbox. */
    public OutboxLimits outboxLimits() {
        return new OutboxLimits(queueFrames, queueBytes, notices, unansweredFrames, writeBytes);
    }
}
