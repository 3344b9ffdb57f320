package switchboard.testing;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;

/** Tells each command on once the actor has handled it: what did not happen until then did not happen. */
public final class Done<C> extends BehaviorInterceptor<C, C> {
    private final ActorRef<C> listener;

    public Done(Class<C> commands, ActorRef<C> listener) {
        super(commands);
        this.listener = listener;
    }

    @Override
    public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
        Behavior<C> next = target.apply(context, command);
        if (!Behavior.isUnhandled(next)) {
            listener.tell(command);
        }
        return next;
    }
}
