package switchboard.connection;

import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.JsonPieces;
import switchboard.session.api.SessionEvent;

/** The first frame that a client of version 2 gets: what it has joined, and as what. */
final class WelcomeNotice {
    private WelcomeNotice() {}

    /** @param head of the log when it joined */
    static JsonPieces of(
            SessionEvent.Welcome welcome, long head, Handshake handshake, Connection.Dependencies dependencies) {
        return FrameWriter.welcome(
                welcome.session(),
                handshake.user(),
                handshake.role(),
                handshake.connection().toString(),
                head,
                dependencies.rates().limit(handshake.role()),
                (int) dependencies.rates().window().toSeconds(),
                welcome.participants(),
                dependencies.clock().instant());
    }
}
