package switchboard.session;

import java.util.function.Predicate;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.typed.ActorRef;

/** Has whoever tells it some message fail. All others it ignores. */
final class ThrowingRef<T> implements ActorRef<T> {
    private static final long serialVersionUID = 1L;

    private final transient Predicate<T> thrownOn;
    private final RuntimeException cause;

    ThrowingRef(Predicate<T> thrownOn, RuntimeException cause) {
        this.thrownOn = thrownOn;
        this.cause = cause;
    }

    @Override
    public void tell(T message) {
        if (thrownOn.test(message)) {
            throw cause;
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <U extends T> ActorRef<U> narrow() {
        return (ActorRef<U>) this;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <U> ActorRef<U> unsafeUpcast() {
        return (ActorRef<U>) this;
    }

    @Override
    public ActorPath path() {
        throw new UnsupportedOperationException("it stands nowhere");
    }

    @Override
    public int compareTo(ActorRef<?> other) {
        return Integer.compare(System.identityHashCode(this), System.identityHashCode(other));
    }
}
