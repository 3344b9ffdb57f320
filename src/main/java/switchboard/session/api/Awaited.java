package switchboard.session.api;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.frames.Refused;

/**
 * A command whose sender waits for one answer. Whoever cannot handle it refuses it; all other commands are sent again
 * by those who miss their effect, or are not needed any more.
 */
public interface Awaited {
    ActorRef<? super HubProtocol.NotDone> replyTo();

    /** Answers it with this refusal. Safe from any thread. */
    default void fail(Refused refused) {
        replyTo().tell(new HubProtocol.NotDone(refused));
    }

    /** Refuses a command that is dropped, if its sender waits: it may be tried again soon. */
    static void refuseDropped(Object command) {
        if (command instanceof Awaited awaited) {
            awaited.fail(HubProtocol.FULL);
        }
    }
}
