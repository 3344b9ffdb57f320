package switchboard.session;

import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;

/**
 * Answers the requests that were forwarded to the actor of a session which has failed meanwhile: nobody else would.
 *
 * <p>It takes the dead letters themselves, and not by way of an adapter: of an actor that has ended Pekko drops a dead
 * letter, but makes one more of any other message. So one that was wrapped went round for as long as the process lived.
 */
public final class UndeliveredRequests {
    private UndeliveredRequests() {}

    /** One is enough for an actor system. */
    public static Behavior<DeadLetter> create() {
        return Behaviors.setup(context -> {
            context.getSystem().eventStream().tell(new EventStream.Subscribe<>(DeadLetter.class, context.getSelf()));
            return Behaviors.receive(DeadLetter.class)
                    .onMessage(DeadLetter.class, letter -> {
                        if (letter.message() instanceof SessionProtocol.Request request) {
                            request.fail(HubProtocol.FULL);
                        }
                        return Behaviors.same();
                    })
                    .build();
        });
    }
}
