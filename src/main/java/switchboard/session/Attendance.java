package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.net.AddressBlock;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/** A user who is in a session by one connection. */
public record Attendance(
        ConnectionId id,
        UserId user,
        Role role,
        ProtocolVersion version,
        AddressBlock client,
        Follower follower,
        ActorRef<SessionEvent> connection)
        implements Submitter {

    void tell(SessionEvent event) {
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
    public void answer(SessionEvent.Answered answered) {
        connection.tell(answered);
    }
}
