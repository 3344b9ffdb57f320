package switchboard.connection;

import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.time.Alarms;

/**
 * A connection's subscription to its session: which actor gives it, and what is seen by it. The hub is asked for it
 * until the session answers, and again when the session's actor is lost.
 *
 * <pre>
 *  ask ──▶ asked ── joined ──▶ subscribed ── lost ──▶ asked again ── rejoined ──▶ subscribed
 * </pre>
 *
 * {@link ConnectionProtocol.JoinAgainDue} comes while nobody answers, and {@link ConnectionProtocol.JoinOverdue} when
 * that takes too long. Belongs to one connection's actor.
 */
final class Subscription {
    /** When the hub is asked again: the session may have failed with the question in its mailbox. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

    private final ActorContext<ConnectionProtocol.Command> context;
    private final Alarms<ConnectionProtocol.Command> alarms;
    private final SessionId id;
    private final Subscriber subscriber;
    private final ActorRef<HubProtocol.Command> hub;
    private final Duration joinWithin;

    /** What the hub is asked: to join, and once a session was lost, to join its successor. */
    private HubProtocol.Command question;

    /** Null until the session has answered, and while it has no actor. */
    private @Nullable ActorRef<SessionProtocol.Command> session;

    /** Null until the session has answered for the first time. */
    private @Nullable View view;

    Subscription(
            ActorContext<ConnectionProtocol.Command> context,
            Alarms<ConnectionProtocol.Command> alarms,
            SessionId id,
            Subscriber subscriber,
            Connection.Dependencies dependencies) {
        this.context = context;
        this.alarms = alarms;
        this.id = id;
        this.subscriber = subscriber;
        this.hub = dependencies.hub();
        this.joinWithin = dependencies.settings().replayTimeout();
        this.question = new HubProtocol.Join(id, subscriber);
    }

    /** The actor that gives it; null while there is none. */
    @Nullable
    ActorRef<SessionProtocol.Command> session() {
        return session;
    }

    /** What its user sees of the log. Must not be called before {@link #joined}. */
    View view() {
        return Objects.requireNonNull(view, "the session has not answered yet");
    }

    /** Asks the hub, and goes on until it is given. */
    void ask() {
        alarms.set(ConnectionProtocol.JoinOverdue.INSTANCE, joinWithin);
        askOnce();
    }

    /** Asks the hub once more. */
    void askOnce() {
        alarms.set(ConnectionProtocol.JoinAgainDue.INSTANCE, AGAIN_AFTER);
        hub.tell(question);
    }

    /**
     * The session has given it.
     *
     * @param head of the log at that moment
     */
    void joined(ActorRef<SessionProtocol.Command> session, long head) {
        view = new View(subscriber.user(), subscriber.role(), subscriber.version(), head);
        rejoined(session);
    }

    /** The session's next actor has given it; what is seen by it has not changed. */
    void rejoined(ActorRef<SessionProtocol.Command> session) {
        stopAsking();
        this.session = session;
        context.watchWith(session, ConnectionProtocol.SessionLost.INSTANCE);
    }

    /** Nobody gives it, and nobody needs it any more. */
    void stopAsking() {
        alarms.cancel(ConnectionProtocol.JoinAgainDue.INSTANCE);
        alarms.cancel(ConnectionProtocol.JoinOverdue.INSTANCE);
    }

    /** The session's actor is gone: there will be another one. */
    void lost() {
        question = new HubProtocol.Rejoin(id, subscriber, view(), Objects.requireNonNull(session, "none was watched"));
        session = null;
        ask();
    }

    /** What becomes of the session is of no interest any more. */
    void unwatch() {
        if (session != null) {
            context.unwatch(session);
        }
    }

    /** Gives it back, and the slot that the hub reserved for it; nobody gives it again. */
    void leave() {
        stopAsking();
        if (session != null) {
            unwatch();
            session.tell(new SessionProtocol.Leave(subscriber.id()));
            session = null;
        }
        hub.tell(new HubProtocol.Release(id, subscriber.id()));
    }

    /** Gives back what a session gave too late: it would count the user as connected. */
    void giveBack(ActorRef<SessionProtocol.Command> late) {
        late.tell(new SessionProtocol.Leave(subscriber.id()));
    }
}
