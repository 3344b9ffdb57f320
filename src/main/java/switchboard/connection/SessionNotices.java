package switchboard.connection;

import java.time.Instant;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.FrameWriter;
import switchboard.session.api.SessionEvent;

/** The events of a session that a connection hands on to its client and forgets. */
final class SessionNotices {
    private SessionNotices() {}

    /** Hands it on; false, and nothing else, where it is none of these. */
    static boolean give(SessionEvent event, Outbox outbox, Instant now) {
        if (event instanceof SessionEvent.SessionChanged changed) {
            outbox.notice(FrameWriter.sessionChanged(changed.session(), now));
        } else if (event instanceof SessionEvent.UserReplaced replaced) {
            outbox.notice(FrameWriter.userReplaced(replaced.user(), replaced.role(), now));
        } else if (event instanceof SessionEvent.JoinRequested asked) {
            outbox.notice(FrameWriter.joinRequested(asked.request(), asked.user(), asked.number(), now));
        } else {
            return false;
        }
        return true;
    }
}
