package switchboard.session;

import java.util.function.Predicate;
import org.apache.pekko.actor.ActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;

/** Commands that have the hub, or the actor of a session, fail: whoever waits for the answer throws. */
public final class Faults {
    private static final IllegalStateException ON_PURPOSE = new IllegalStateException("on purpose");
    private static final UserId SABOTEUR = new UserId("saboteur");

    /** Only a session refuses this frame, so that it is never the hub that fails by the answer to it. */
    private static final IncomingFrame UNREADABLE = FrameReader.binary();

    private static final Refusal REFUSAL =
            ((IncomingFrame.Unreadable) UNREADABLE).refused().refusal();

    private Faults() {}

    public static HubProtocol.Command ofTheHub() {
        return ofTheHub(ON_PURPOSE);
    }

    public static HubProtocol.Command ofTheHub(RuntimeException cause) {
        return new HubProtocol.GetCounts(new ThrowingRef<>(counts -> true, cause));
    }

    /** For the hub: the actor of this session fails, if it has one that serves. */
    public static HubProtocol.Command ofTheSession(SessionId session) {
        return ofTheSession(session, ON_PURPOSE);
    }

    /** For the hub: the actor of this session fails, if it has one that serves. */
    public static HubProtocol.Command ofTheSession(SessionId session, RuntimeException cause) {
        return new HubProtocol.Post(session, SABOTEUR, Role.INSTRUCTOR, UNREADABLE, thrower(cause));
    }

    /** For the actor of a session that serves. */
    public static SessionProtocol.Command ofTheActor() {
        return new SessionProtocol.Post(SABOTEUR, Role.INSTRUCTOR, UNREADABLE, thrower(ON_PURPOSE));
    }

    private static ThrowingRef<HubProtocol.PostReply> thrower(RuntimeException cause) {
        return new ThrowingRef<>(
                reply -> reply instanceof HubProtocol.NotDone notDone
                        && notDone.refused().refusal() == REFUSAL,
                cause);
    }

    /** Has whoever tells it some message fail. All others it ignores. */
    private static final class ThrowingRef<T> implements ActorRef<T> {
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
}
