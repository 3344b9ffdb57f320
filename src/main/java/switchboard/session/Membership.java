package switchboard.session;

import java.util.List;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.rules.Members;
import switchboard.session.rules.Members.Member;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;
import switchboard.store.Joiner;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Alarms;

/** Who joins a session and leaves it, what follows for who counts as there, and the note of first joins. */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    private final ActorContext<SessionProtocol.Command> context;
    private final Alarms<SessionProtocol.Command> alarms;
    private final Members members;
    private final Roster roster;
    private final Presence presence;
    private final SessionLog sessionLog;

    /** Of the session while it is active; null until somebody needs it. */
    private @Nullable JsonPieces sessionJson;

    /** What the store was told to forget, and has not answered yet. */
    private List<Joiner> forgetting = List.of();

    Membership(
            ActorContext<SessionProtocol.Command> context,
            Alarms<SessionProtocol.Command> alarms,
            Members members,
            Roster roster,
            Presence presence,
            SessionLog sessionLog) {
        this.context = context;
        this.alarms = alarms;
        this.members = members;
        this.roster = roster;
        this.presence = presence;
        this.sessionLog = sessionLog;
    }

    /** @param head of the log, up to which the connection gets a replay */
    void join(Subscriber subscriber, StoredSession session, long head) {
        if (!session.info().active()) {
            subscriber.tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.NOT_JOINED));
            return;
        }
        View view = new View(subscriber.user(), subscriber.role(), subscriber.version(), head);
        if (join(subscriber, view, session.info().id())) {
            // Its own view, not the head as it is now: it may have asked twice.
            members.find(subscriber.id())
                    .ifPresent(member -> subscriber.tell(new SessionEvent.Joined(
                            context.getSelf(),
                            session,
                            member.view().joinHead(),
                            subscriber.version() == ProtocolVersion.V2 ? welcome(session, member) : null)));
        }
    }

    /** What is in it is encoded once, and not for each who joins. */
    private SessionEvent.Welcome welcome(StoredSession session, Member member) {
        if (sessionJson == null) {
            sessionJson = JsonPieces.ofValue(session.info());
        }
        return new SessionEvent.Welcome(sessionJson, member.hearsOfPresence() ? roster.json() : null);
    }

    /** @param view what the connection saw before the actor of the session was started anew */
    void rejoin(Subscriber subscriber, View view, StoredSession session, long head) {
        if (join(subscriber, view, session.info().id())) {
            subscriber.tell(new SessionEvent.Rejoined(context.getSelf()));
            if (!session.info().active()) {
                subscriber.tell(new SessionEvent.SessionEnded(head));
            }
        }
    }

    private boolean join(Subscriber subscriber, View view, SessionId session) {
        Subscriber gone = members.join(subscriber, view);
        if (gone != null) {
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_REPLACED)
                    .addKeyValue(LogFields.SESSION, session)
                    .addKeyValue(LogFields.USER, gone.user())
                    .addKeyValue(LogFields.CONNECTION, gone.id())
                    .log("a newer connection of the same user took over");
            gone.tell(SessionEvent.Replaced.INSTANCE);
        }
        if (gone == subscriber) {
            return false;
        }
        if (gone != null) {
            context.unwatch(gone.connection());
        }
        context.watchWith(subscriber.connection(), new SessionProtocol.ConnectionLost(subscriber.id()));
        if (gone != null && gone.role() != subscriber.role()) {
            presence.gone(gone.user(), gone.role());
        }
        presence.came(subscriber.user(), subscriber.role(), subscriber.client());
        noteJoins();
        return true;
    }

    /** It left, or its socket is gone. */
    void gone(ConnectionId connection) {
        members.find(connection).ifPresent(member -> {
            Subscriber subscriber = member.subscriber();
            context.unwatch(subscriber.connection());
            members.remove(connection);
            presence.gone(subscriber.user(), subscriber.role());
        });
        seen(connection);
    }

    /** One of those that were awaited is back, or gone for good. */
    void seen(ConnectionId connection) {
        if (presence.seen(connection)) {
            alarms.cancel(SessionProtocol.SettlingOver.INSTANCE);
        }
    }

    /** Has first joins noted that are not yet, also those of which an earlier attempt came to nothing. */
    void noteJoins() {
        List<Joiner> gone = roster.toForget();
        if (sessionLog.noteJoins(roster.unnoted(), gone)) {
            forgetting = gone;
        }
    }

    void joinsTold(Writer.JoinsReply reply) {
        sessionLog.joinsTold();
        if (reply instanceof Writer.JoinsNoted noted) {
            roster.noted(noted.firstJoins());
            roster.forgotten(forgetting);
            noteJoins(); // Of those who came meanwhile. What was not stored is tried again now and then.
        }
    }

    /** Gives one who hears of presence the whole list. */
    void tellParticipants(ConnectionId connection) {
        members.find(connection)
                .filter(Member::hearsOfPresence)
                .ifPresent(member -> member.subscriber().follower().participants(roster.json()));
    }
}
