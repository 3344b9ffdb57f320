package switchboard.connection;

import java.time.Duration;

public record ConnectionSettings(
        int queueFrames,
        int queueBytes,
        int notices,
        int unansweredFrames,
        int writeBytes,
        int maxMessage,
        Duration pingInterval,
        Duration silenceTimeout,
        Duration slowTimeout,
        Duration linger,
        Duration endedGrace,
        Duration replayTimeout,
        Duration answerTimeout,
        Duration sweepInterval) {}
