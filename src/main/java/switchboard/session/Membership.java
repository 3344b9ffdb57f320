package switchboard.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.NotEnrolled;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.rules.Enrolment;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.Members;
import switchboard.session.rules.Members.Member;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;
import switchboard.store.Joiner;
import switchboard.store.writer.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Alarms;

/** Who joins a session and leaves it, what follows for who counts as there, and the note of first joins. */
final class Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** The connection's actor has ended. */
    record ConnectionLost(ConnectionId connection) implements SessionProtocol.Internal {}

    /** Who has not come back by now, after the actor of the session failed, is away. */
    enum SettlingOver implements SessionProtocol.Internal {
        INSTANCE
    }

    record JoinsTold(Writer.JoinsReply reply) implements SessionProtocol.Internal {}

    private static final Duration SETTLING_TIME = Duration.ofSeconds(5);

    private final ActorContext<SessionProtocol.Command> context;
    private final Alarms<SessionProtocol.Command> alarms;
    private final KnownSession session;
    private final Members members;
    private final Enrolment enrolment;
    private final Roster roster;
    private final Presence presence;
    private final FanOut fanOut;
    private final SessionLog sessionLog;

    /** Of the session while it is active; null until somebody needs it. */
    private @Nullable JsonPieces sessionJson;

    /** What the store was told to forget, and has not answered yet. */
    private List<Joiner> forgetting = List.of();

    Membership(
            ActorContext<SessionProtocol.Command> context,
            Alarms<SessionProtocol.Command> alarms,
            KnownSession session,
            Members members,
            Enrolment enrolment,
            Roster roster,
            Presence presence,
            FanOut fanOut,
            SessionLog sessionLog) {
        this.context = context;
        this.alarms = alarms;
        this.session = session;
        this.members = members;
        this.enrolment = enrolment;
        this.roster = roster;
        this.presence = presence;
        this.fanOut = fanOut;
        this.sessionLog = sessionLog;
    }

    /** Gives those whom an earlier actor of this session left behind their time to come back. */
    void settle() {
        if (presence.awaitsSomebody()) {
            alarms.set(SettlingOver.INSTANCE, SETTLING_TIME);
        }
    }

    Behavior<SessionProtocol.Command> onSettlingOver(SettlingOver over) {
        if (alarms.rings(over)) {
            presence.awaitNobody();
        }
        return Behaviors.same();
    }

    // ---- joining

    void join(Subscriber subscriber) {
        if (!session.isActive()) {
            subscriber.tell(new SessionEvent.SessionEnded(SessionEvent.SessionEnded.NOT_JOINED));
            return;
        }
        if (!isEnrolled(subscriber)) {
            subscriber.tell(SessionEvent.Removed.INSTANCE);
            return;
        }
        View view = new View(subscriber.user(), subscriber.role(), subscriber.version(), fanOut.head());
        if (add(subscriber, view)) {
            // Its own view, not the head as it is now: it may have asked twice.
            members.find(subscriber.id())
                    .ifPresent(member -> subscriber.tell(new SessionEvent.Joined(
                            context.getSelf(),
                            session.stored(),
                            member.view().joinHead(),
                            subscriber.version() == ProtocolVersion.V2 ? welcome(member) : null)));
        }
    }

    private boolean isEnrolled(Subscriber subscriber) {
        return enrolment.allows(subscriber.user(), subscriber.role());
    }

    private SessionEvent.Welcome welcome(Member member) {
        return new SessionEvent.Welcome(sessionJson(), member.hearsOfPresence() ? roster.json() : null);
    }

    /** The session is encoded once, and not for each who gets it. */
    private JsonPieces sessionJson() {
        if (sessionJson == null) {
            sessionJson = JsonPieces.ofValue(session.info());
        }
        return sessionJson;
    }

    /** Who belongs to the session, to whoever asked. */
    void tellParticipants(SessionProtocol.GetParticipants get) {
        UserId student = get.student();
        if (student == null) {
            get.replyTo().tell(new HubProtocol.Participants(roster.json()));
        } else if (enrolment.allows(student, Role.STUDENT)) {
            get.replyTo().tell(new HubProtocol.Participants(roster.jsonFor(student)));
        } else {
            get.fail(NotEnrolled.refused(student));
        }
    }

    /** The people of the session are others now: all of version 2 get the session as it is. */
    void rosterChanged() {
        sessionJson = null;
        for (Subscriber subscriber : members.subscribers()) {
            if (subscriber.version() == ProtocolVersion.V2) {
                subscriber.tell(new SessionEvent.SessionChanged(sessionJson()));
            }
        }
    }

    /** @param view what the connection saw before the actor of the session was started anew */
    void rejoin(Subscriber subscriber, View view) {
        if (!isEnrolled(subscriber)) {
            seen(subscriber.id());
            subscriber.tell(SessionEvent.Removed.INSTANCE);
        } else if (add(subscriber, view)) {
            subscriber.tell(new SessionEvent.Rejoined(context.getSelf()));
            if (!session.isActive()) {
                subscriber.tell(new SessionEvent.SessionEnded(fanOut.head()));
            }
        }
    }

    /** Returns whether it is a member now. */
    private boolean add(Subscriber subscriber, View view) {
        Subscriber replaced = members.join(subscriber, view);
        if (replaced != null) {
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_REPLACED)
                    .addKeyValue(LogFields.SESSION, session.id())
                    .addKeyValue(LogFields.USER, replaced.user())
                    .addKeyValue(LogFields.CONNECTION, replaced.id())
                    .log("a newer connection of the same user took over");
            replaced.tell(SessionEvent.Replaced.INSTANCE);
        }
        if (replaced == subscriber) {
            return false;
        }
        if (replaced != null) {
            context.unwatch(replaced.connection());
        }
        context.watchWith(subscriber.connection(), new ConnectionLost(subscriber.id()));
        if (replaced != null && replaced.role() != subscriber.role()) {
            presence.gone(replaced.user(), replaced.role());
        }
        presence.came(subscriber);
        noteJoins();
        return true;
    }

    // ---- following and leaving

    Behavior<SessionProtocol.Command> onFollow(SessionProtocol.Follow follow) {
        members.find(follow.connection()).ifPresent(member -> fanOut.follow(member, follow.position()));
        seen(follow.connection());
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onLeave(SessionProtocol.Leave leave) {
        remove(leave.connection());
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onConnectionLost(ConnectionLost lost) {
        remove(lost.connection());
        return Behaviors.same();
    }

    /** The instructors of version 2 hear of it. */
    Behavior<SessionProtocol.Command> onJoinRequested(SessionProtocol.JoinRequested requested) {
        for (Member member : members.all()) {
            if (member.hearsOfPresence()) {
                member.subscriber().tell(requested.event());
            }
        }
        return Behaviors.same();
    }

    /** A newer connection took over from one whose client was there: the instructors of version 2 hear of it. */
    Behavior<SessionProtocol.Command> onTakenOver(SessionProtocol.TakenOver taken) {
        for (Member member : members.all()) {
            if (member.hearsOfPresence() && !member.subscriber().user().equals(taken.user())) {
                member.subscriber().tell(new SessionEvent.UserReplaced(taken.user(), taken.role()));
            }
        }
        return Behaviors.same();
    }

    /** Lets go of a student who was removed from the list; returns the connection, which is to be told. */
    Optional<Subscriber> letGo(UserId student) {
        Optional<Subscriber> connected =
                members.ofUser(student).map(Member::subscriber).filter(subscriber -> subscriber.role() == Role.STUDENT);
        connected.ifPresent(subscriber -> {
            context.unwatch(subscriber.connection());
            members.remove(subscriber.id());
        });
        presence.removed(student);
        return connected;
    }

    private void remove(ConnectionId connection) {
        members.find(connection).ifPresent(member -> {
            Subscriber subscriber = member.subscriber();
            context.unwatch(subscriber.connection());
            members.remove(connection);
            presence.gone(subscriber.user(), subscriber.role());
        });
        seen(connection);
    }

    /** One of those that were awaited is back, or gone for good. */
    private void seen(ConnectionId connection) {
        if (presence.seen(connection)) {
            alarms.cancel(SettlingOver.INSTANCE);
        }
    }

    /** Gives one who hears of presence the whole list. */
    Behavior<SessionProtocol.Command> onTellParticipants(SessionProtocol.TellParticipants tell) {
        members.find(tell.connection())
                .filter(Member::hearsOfPresence)
                .ifPresent(member -> member.subscriber().follower().participants(roster.json()));
        return Behaviors.same();
    }

    // ---- first joins

    /** Has first joins noted that are not yet, also those of which an earlier attempt came to nothing. */
    void noteJoins() {
        List<Joiner> gone = roster.toForget();
        if (sessionLog.noteJoins(roster.unnoted(), gone)) {
            forgetting = gone;
        }
    }

    Behavior<SessionProtocol.Command> onJoinsTold(JoinsTold told) {
        sessionLog.joinsTold();
        if (told.reply() instanceof Writer.JoinsNoted noted) {
            roster.noted(noted.firstJoins());
            roster.forgotten(forgetting);
            noteJoins(); // Of those who came meanwhile.
        }
        // What was not stored is tried again with the next join, and now and then.
        return Behaviors.same();
    }
}
