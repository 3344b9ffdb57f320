package switchboard.session;

import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.values.SessionId;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/** Stands before a history that a test plays: finds these sessions, and sends on all else. */
public final class Shelf {
    private Shelf() {}

    /** @param sessions may be changed meanwhile */
    public static Behavior<History.Command> before(
            ActorRef<History.Command> history, Map<SessionId, StoredSession> sessions) {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof History.FindSession find && sessions.containsKey(find.session())) {
                find.replyTo().tell(new History.Found(Optional.of(sessions.get(find.session()))));
            } else {
                history.tell(command);
            }
            return Behaviors.same();
        });
    }
}
