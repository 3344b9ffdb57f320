package switchboard.connection;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;

/** Tells each command on, behind the actor that has done it: what did not happen until then did not happen. */
final class Done<C> extends BehaviorInterceptor<C, C> {
    private final ActorRef<C> listener;

    Done(Class<C> commands, ActorRef<C> listener) {
        super(commands);
        this.listener = listener;
    }

    @Override
    public Behavior<C> aroundReceive(TypedActorContext<C> context, C command, ReceiveTarget<C> target) {
        Behavior<C> next = target.apply(context, command);
        listener.tell(command);
        return next;
    }
}
