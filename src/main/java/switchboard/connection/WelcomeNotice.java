package switchboard.connection;

import switchboard.identity.access.Access;
import switchboard.identity.access.Asker;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.JsonPieces;
import switchboard.session.api.SessionEvent;

/** The first frame that a client of version 2 gets: what it has joined, and as what. */
final class WelcomeNotice {
    private WelcomeNotice() {}

    static JsonPieces of(
            SessionEvent.Welcome welcome,
            SessionEvent.Joined joined,
            Handshake handshake,
            Connection.Dependencies dependencies) {
        return FrameWriter.welcome(
                session(welcome, joined, handshake.asker()),
                handshake.user(),
                handshake.role(),
                handshake.connection().toString(),
                joined.head(),
                dependencies.rates().limit(handshake.role()),
                (int) dependencies.rates().window().toSeconds(),
                welcome.participants(),
                handshake.asker() instanceof Asker.Known known
                        ? known.identity().expiresAt()
                        : null,
                dependencies.clock().instant());
    }

    /** One for all, but for those who may not see who else is in the list. */
    private static JsonPieces session(SessionEvent.Welcome welcome, SessionEvent.Joined joined, Asker asker) {
        return Access.studentOf(asker) == null
                ? welcome.session()
                : JsonPieces.ofValue(Access.view(asker, joined.stored().info()));
    }
}
