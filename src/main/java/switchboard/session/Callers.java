package switchboard.session;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.Ref;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.Role;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.UserId;
import switchboard.store.History;
import switchboard.store.StoredSession;

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

    void mayRead(Sessions.MayRead ask) {
        Room room = rooms.find(ask.session());
        if (room == null) {
            store.look(ask, ask.session());
        } else {
            mayRead(ask, room.session(), isStranger(room, ask.user(), ask.role()));
        }
    }

    private static void mayRead(Sessions.MayRead ask, StoredSession session, boolean stranger) {
        if (stranger) {
            ask.fail(notEnrolled(ask.user()));
        } else {
            ask.replyTo().tell(new Sessions.Readable(session));
        }
    }

    void post(Sessions.Post post, boolean admitting) {
        Room room = rooms.find(post.session());
        if (!admitting) {
            post.fail(Sessions.DRAINING);
        } else if (room == null) {
            store.look(post, post.session());
        } else if (isStranger(room, post.user(), post.role())) {
            post.fail(notEnrolled(post.user()));
        } else if (room.active() || room.actor() != null) {
            actors.forward(room, new Session.Post(post.user(), post.role(), post.frame(), post.replyTo()));
        } else {
            postToEnded(post, room.session());
        }
    }

    private void postToEnded(Sessions.Post post, StoredSession session) {
        Ref ref = post.frame().ref();
        if (isStranger(session.info(), post.user(), post.role())) {
            post.fail(notEnrolled(post.user()));
        } else if (ref == null) {
            post.fail(LookUps.hasEnded(post.session()));
        } else {
            store.findRef(post, session.key(), ref);
        }
    }

    Behavior<Sessions.Command> onRefLooked(StoreCalls.RefLooked looked) {
        Sessions.Post post = looked.request();
        store.answered(post);
        if (looked.reply() instanceof History.RefFound found) {
            found.message()
                    .ifPresentOrElse(
                            first -> post.replyTo().tell(new Sessions.Posted(first, true, 0)),
                            () -> post.fail(LookUps.hasEnded(post.session())));
        } else {
            store.cannotLookUp(post, post.session(), (History.FindFailed) looked.reply());
        }
        return Behaviors.same();
    }

    void await(Sessions.Wait wait, boolean admitting) {
        Room room = rooms.find(wait.session());
        if (!admitting) {
            wait.fail(Sessions.DRAINING);
        } else if (room == null) {
            store.look(wait, wait.session());
        } else if (isStranger(room, wait.user(), wait.role())) {
            wait.fail(notEnrolled(wait.user()));
        } else if (room.active()) {
            actors.forward(
                    room,
                    new Session.Wait(
                            wait.id(),
                            wait.user(),
                            wait.role(),
                            wait.client(),
                            wait.after(),
                            wait.atMost(),
                            wait.replyTo()));
        } else {
            wait.replyTo().tell(Sessions.WaitOver.INSTANCE);
        }
    }

    Behavior<Sessions.Command> onStopWaiting(Sessions.StopWaiting stop) {
        Room room = rooms.find(stop.session());
        if (room != null) {
            // A wait that had to be kept for the next actor ends by its time.
            room.tell(new Session.StopWaiting(stop.id()));
        }
        return Behaviors.same();
    }

    void participants(Sessions.GetParticipants get) {
        Room room = rooms.find(get.session());
        if (room == null) {
            store.look(get, get.session());
        } else if (room.active() && room.actor() != null) {
            actors.forward(room, new Session.GetParticipants(get.replyTo()));
        } else {
            store.findJoins(get, room.session());
        }
    }

    Behavior<Sessions.Command> onJoinsLooked(StoreCalls.JoinsLooked looked) {
        Sessions.GetParticipants get = looked.request();
        store.answered(get);
        if (looked.found() != null) {
            get.replyTo().tell(looked.found());
        } else {
            store.cannotLookUp(get, get.session(), (History.FindFailed) looked.reply());
        }
        return Behaviors.same();
    }

    /** Answers a request about a class that nobody is in, if the store alone can; false where not, or it is not ours. */
    boolean answerFromStore(Sessions.Request request, StoredSession session) {
        if (request instanceof Sessions.MayRead ask) {
            mayRead(ask, session, isStranger(session.info(), ask.user(), ask.role()));
        } else if (request instanceof Sessions.GetParticipants get) {
            store.findJoins(get, session);
        } else {
            return false;
        }
        return true;
    }

    /** The same about a class that has ended and that nobody is in. */
    boolean answerEnded(Sessions.Request request, StoredSession session) {
        if (request instanceof Sessions.Post post) {
            postToEnded(post, session);
        } else if (request instanceof Sessions.Wait wait) {
            wait.replyTo().tell(Sessions.WaitOver.INSTANCE);
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
