package switchboard.session.api;

import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/**
 * A user who is in a session by one connection.
 *
 * @param name how their token says that they are shown; null where it does not
 */
public record Subscriber(
        ConnectionId id,
        UserId user,
        Role role,
        ProtocolVersion version,
        AddressBlock client,
        Follower follower,
        ActorRef<SessionEvent> connection,
        @Nullable DisplayName name)
        implements Submitter {

    /** Never blocks; safe from any thread. */
    public void tell(SessionEvent event) {
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
