package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/** A user who is in a session by one connection. */
public record Attendance(
        ConnectionId id,
        UserId user,
        Role role,
        ProtocolVersion version,
        Follower follower,
        ActorRef<Session.Event> connection)
        implements Submitter {

    void tell(Session.Event event) {
        connection.tell(event);
    }

    @Override
    public boolean wantsReceipt() {
        return false;
    }

    @Override
    public void answerFollows() {
        follower.answerFollows();
    }

    @Override
    public void answer(Session.Answered answered) {
        connection.tell(answered);
    }
}
