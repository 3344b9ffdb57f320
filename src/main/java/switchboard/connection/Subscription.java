package switchboard.connection;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.time.Alarms;

/**
 * A connection's subscription to its session. The hub is asked for it until the session answers, and for the same one
 * again when the session's actor is lost.
 *
 * <pre>
 *  ask ──▶ asked ──taken──▶ joined ──┐
 *            ▲                       │ SessionLost
 *            └──────── ask ◀── lost ─┘
 * </pre>
 *
 * {@link Connection.JoinAgainDue} comes while nobody answers, and {@link Connection.JoinOverdue} when that takes too
 * long. Belongs to one connection's actor.
 */
final class Subscription {
    /** When the hub is asked again: the session may have failed with the question in its mailbox. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

    private final ActorContext<Connection.Command> context;
    private final Alarms<Connection.Command> alarms;
    private final SessionId id;
    private final Subscriber subscriber;
    private final Connection.Dependencies dependencies;

    /** Null until the session has answered, and while it has no actor. */
    private @Nullable ActorRef<SessionProtocol.Command> session;

    /** The actor that was {@link #session} before; null unless one was lost. */
    private @Nullable ActorRef<SessionProtocol.Command> lost;

    /** Null until the session has answered for the first time. */
    private @Nullable View view;

    Subscription(
            ActorContext<Connection.Command> context,
            Alarms<Connection.Command> alarms,
            SessionId id,
            Subscriber subscriber,
            Connection.Dependencies dependencies) {
        this.context = context;
        this.alarms = alarms;
        this.id = id;
        this.subscriber = subscriber;
        this.dependencies = dependencies;
    }

    /** The session that gave it; null while there is none. */
    @Nullable
    ActorRef<SessionProtocol.Command> session() {
        return session;
    }

    void ask() {
        askOnce();
        alarms.set(Connection.JoinOverdue.INSTANCE, dependencies.settings().replayTimeout());
    }

    void askOnce() {
        alarms.set(Connection.JoinAgainDue.INSTANCE, AGAIN_AFTER);
        if (view == null || lost == null) {
            dependencies.hub().tell(new HubProtocol.Join(id, subscriber));
        } else {
            dependencies.hub().tell(new HubProtocol.Rejoin(id, subscriber, view, lost));
        }
    }

    /** The session, or its successor, has given it. */
    void taken(ActorRef<SessionProtocol.Command> session, View view) {
        askNoMore();
        this.session = session;
        this.view = view;
        context.watchWith(session, Connection.SessionLost.INSTANCE);
    }

    /** Nobody gives it, and nobody needs it any more. */
    void askNoMore() {
        alarms.cancel(Connection.JoinAgainDue.INSTANCE);
        alarms.cancel(Connection.JoinOverdue.INSTANCE);
    }

    /** The session's actor is gone: there will be another one. */
    void lost() {
        lost = session;
        session = null;
        ask();
    }

    /** What becomes of the session is of no interest any more. */
    void unwatch() {
        if (session != null) {
            context.unwatch(session);
        }
    }

    /** Gives it back, and the place that the hub reserved for it. */
    void leave() {
        if (session != null) {
            session.tell(new SessionProtocol.Leave(subscriber.id()));
        }
        dependencies.hub().tell(new HubProtocol.Release(id, subscriber.id()));
    }

    /** A session gave it too late, and would count the user as connected. */
    void giveBack(SessionEvent event) {
        if (event instanceof SessionEvent.Joined joined) {
            joined.session().tell(new SessionProtocol.Leave(subscriber.id()));
        } else if (event instanceof SessionEvent.Rejoined rejoined) {
            rejoined.session().tell(new SessionProtocol.Leave(subscriber.id()));
        }
    }
}
