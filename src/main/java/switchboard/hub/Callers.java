package switchboard.hub;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/**
 * Who uses a class without a connection: reads, posts, waits, asks who is there. What the class must know of goes to its
 * actor; of an ended class, or one that nobody is in, the store tells.
 */
final class Callers {
    private final Rooms rooms;
    private final StoreCalls store;
    private final SessionActors actors;

    Callers(Rooms rooms, StoreCalls store, SessionActors actors) {
        this.rooms = rooms;
        this.store = store;
        this.actors = actors;
    }

    void mayRead(HubProtocol.MayRead ask) {
        Room room = rooms.find(ask.session());
        if (room == null) {
            store.look(ask, ask.session());
        } else {
            mayRead(ask, room.session(), isStranger(room, ask.user(), ask.role()));
        }
    }

    private static void mayRead(HubProtocol.MayRead ask, StoredSession session, boolean stranger) {
        if (stranger) {
            ask.fail(notEnrolled(ask.user()));
        } else {
            ask.replyTo().tell(new HubProtocol.Readable(session));
        }
    }

    void post(HubProtocol.Post post, boolean admitting) {
        Room room = rooms.find(post.session());
        if (!admitting) {
            post.fail(HubProtocol.DRAINING);
        } else if (room == null) {
            store.look(post, post.session());
        } else if (isStranger(room, post.user(), post.role())) {
            post.fail(notEnrolled(post.user()));
        } else if (room.active() || room.actor() != null) {
            actors.forward(room, new SessionProtocol.Post(post.user(), post.role(), post.frame(), post.replyTo()));
        } else {
            postToEnded(post, room.session());
        }
    }

    private void postToEnded(HubProtocol.Post post, StoredSession session) {
        Ref ref = post.frame().ref();
        if (isStranger(session.info(), post.user(), post.role())) {
            post.fail(notEnrolled(post.user()));
        } else if (ref == null) {
            post.fail(LookUps.hasEnded(post.session()));
        } else {
            store.findRef(post, session.key(), ref);
        }
    }

    Behavior<HubProtocol.Command> onRefLooked(StoreCalls.RefLooked looked) {
        HubProtocol.Post post = looked.request();
        store.answered(post);
        if (looked.reply() instanceof History.RefFound found) {
            found.message()
                    .ifPresentOrElse(
                            first -> post.replyTo().tell(new HubProtocol.Posted(first, true, 0)),
                            () -> post.fail(LookUps.hasEnded(post.session())));
        } else {
            store.cannotLookUp(post, post.session(), (History.FindFailed) looked.reply());
        }
        return Behaviors.same();
    }

    void await(HubProtocol.Wait wait, boolean admitting) {
        Room room = rooms.find(wait.session());
        if (!admitting) {
            wait.fail(HubProtocol.DRAINING);
        } else if (room == null) {
            store.look(wait, wait.session());
        } else if (isStranger(room, wait.user(), wait.role())) {
            wait.fail(notEnrolled(wait.user()));
        } else if (room.active()) {
            actors.forward(
                    room,
                    new SessionProtocol.Wait(
                            wait.id(),
                            wait.user(),
                            wait.role(),
                            wait.client(),
                            wait.after(),
                            wait.atMost(),
                            wait.replyTo()));
        } else {
            wait.replyTo().tell(HubProtocol.WaitOver.INSTANCE);
        }
    }

    Behavior<HubProtocol.Command> onStopWaiting(HubProtocol.StopWaiting stop) {
        Room room = rooms.find(stop.session());
        if (room != null) {
            // A wait that had to be kept for the next actor ends by its time.
            room.tell(new SessionProtocol.StopWaiting(stop.id()));
        }
        return Behaviors.same();
    }

    void participants(HubProtocol.GetParticipants get) {
        Room room = rooms.find(get.session());
        if (room == null) {
            store.look(get, get.session());
        } else if (room.active() && room.actor() != null) {
            actors.forward(room, new SessionProtocol.GetParticipants(get.replyTo()));
        } else {
            store.findJoins(get, room.session());
        }
    }

    Behavior<HubProtocol.Command> onJoinsLooked(StoreCalls.JoinsLooked looked) {
        HubProtocol.GetParticipants get = looked.request();
        store.answered(get);
        if (looked.found() != null) {
            get.replyTo().tell(looked.found());
        } else {
            store.cannotLookUp(get, get.session(), (History.FindFailed) looked.reply());
        }
        return Behaviors.same();
    }

    /** Answers a request about a class that nobody is in, if the store alone can; false where not, or it is not ours. */
    boolean answerFromStore(HubProtocol.Request request, StoredSession session) {
        if (request instanceof HubProtocol.MayRead ask) {
            mayRead(ask, session, isStranger(session.info(), ask.user(), ask.role()));
        } else if (request instanceof HubProtocol.GetParticipants get) {
            store.findJoins(get, session);
        } else {
            return false;
        }
        return true;
    }

    /** The same about a class that has ended and that nobody is in. */
    boolean answerEnded(HubProtocol.Request request, StoredSession session) {
        if (request instanceof HubProtocol.Post post) {
            postToEnded(post, session);
        } else if (request instanceof HubProtocol.Wait wait) {
            wait.replyTo().tell(HubProtocol.WaitOver.INSTANCE);
        } else {
            return answerFromStore(request, session);
        }
        return true;
    }

    static boolean isStranger(Room room, UserId user, Role role) {
        return role == Role.STUDENT && !room.isEnrolled(user);
    }

    private static boolean isStranger(SessionInfo session, UserId user, Role role) {
        return role == Role.STUDENT && !session.studentIds().contains(user);
    }

    static Refused notEnrolled(UserId user) {
        return Refusal.NOT_ENROLLED.because("user " + user + " is not in the student_ids of this session");
    }
}
