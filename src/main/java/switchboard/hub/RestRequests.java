package switchboard.hub;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.NotEnrolled;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/**
 * Requests about a session that come without a connection: reads, posts, long polls, and who is there. What the session
 * must know of goes to its actor; of an ended session, or one that nobody is in, the store tells.
 */
final class RestRequests {
    private final SessionRegistry registry;
    private final StoreCalls store;
    private final SessionActors actors;

    RestRequests(SessionRegistry registry, StoreCalls store, SessionActors actors) {
        this.registry = registry;
        this.store = store;
        this.actors = actors;
    }

    void mayRead(HubProtocol.MayRead ask) {
        SessionEntry entry = registry.find(ask.session());
        if (entry == null) {
            store.lookUp(ask, ask.session());
        } else {
            mayRead(ask, entry.session(), isNotEnrolled(entry, ask.user(), ask.role()));
        }
    }

    private static void mayRead(HubProtocol.MayRead ask, StoredSession session, boolean notEnrolled) {
        if (notEnrolled) {
            ask.fail(NotEnrolled.refused(ask.user()));
        } else {
            ask.replyTo().tell(new HubProtocol.Readable(session));
        }
    }

    void post(HubProtocol.Post post, boolean admitting) {
        SessionEntry entry = registry.find(post.session());
        if (!admitting) {
            post.fail(HubProtocol.DRAINING);
        } else if (entry == null) {
            store.lookUp(post, post.session());
        } else if (isNotEnrolled(entry, post.user(), post.role())) {
            post.fail(NotEnrolled.refused(post.user()));
        } else if (entry.active() || entry.actor() != null) {
            actors.forward(entry, new SessionProtocol.Post(post.user(), post.role(), post.frame(), post.replyTo()));
        } else {
            postToEnded(post, entry.session());
        }
    }

    private void postToEnded(HubProtocol.Post post, StoredSession session) {
        Ref ref = post.frame().ref();
        if (isNotEnrolled(session.info(), post.user(), post.role())) {
            post.fail(NotEnrolled.refused(post.user()));
        } else if (ref == null) {
            post.fail(SessionQueries.hasEnded(post.session()));
        } else {
            store.findRef(post, session.key(), ref);
        }
    }

    Behavior<HubProtocol.Command> onRefLookedUp(StoreCalls.RefLookedUp lookedUp) {
        HubProtocol.Post post = lookedUp.request();
        store.answered(post);
        if (lookedUp.reply() instanceof History.RefFound found) {
            found.message()
                    .ifPresentOrElse(
                            first -> post.replyTo().tell(new HubProtocol.Posted(first, true, 0)),
                            () -> post.fail(SessionQueries.hasEnded(post.session())));
        } else {
            store.cannotLookUp(post, post.session(), (History.FindFailed) lookedUp.reply());
        }
        return Behaviors.same();
    }

    void longPoll(HubProtocol.LongPoll poll, boolean admitting) {
        SessionEntry entry = registry.find(poll.session());
        if (!admitting) {
            poll.fail(HubProtocol.DRAINING);
        } else if (entry == null) {
            store.lookUp(poll, poll.session());
        } else if (isNotEnrolled(entry, poll.user(), poll.role())) {
            poll.fail(NotEnrolled.refused(poll.user()));
        } else if (entry.active()) {
            actors.forward(
                    entry,
                    new SessionProtocol.LongPoll(
                            poll.id(),
                            poll.user(),
                            poll.role(),
                            poll.client(),
                            poll.after(),
                            poll.atMost(),
                            poll.replyTo()));
        } else {
            poll.replyTo().tell(new HubProtocol.Readable(entry.session()));
        }
    }

    /** There is nothing to wait for. */
    private static void longPollOfEnded(HubProtocol.LongPoll poll, StoredSession session) {
        if (isNotEnrolled(session.info(), poll.user(), poll.role())) {
            poll.fail(NotEnrolled.refused(poll.user()));
        } else {
            poll.replyTo().tell(new HubProtocol.Readable(session));
        }
    }

    Behavior<HubProtocol.Command> onStopLongPoll(HubProtocol.StopLongPoll stop) {
        SessionEntry entry = registry.find(stop.session());
        if (entry != null) {
            // A long poll that had to be kept for the next actor ends by its time.
            entry.tell(new SessionProtocol.StopLongPoll(stop.id()));
        }
        return Behaviors.same();
    }

    void participants(HubProtocol.GetParticipants get) {
        SessionEntry entry = registry.find(get.session());
        if (entry == null) {
            store.lookUp(get, get.session());
        } else if (entry.active() && entry.actor() != null) {
            actors.forward(entry, new SessionProtocol.GetParticipants(get.student(), get.replyTo()));
        } else {
            participants(get, entry.session());
        }
    }

    private void participants(HubProtocol.GetParticipants get, StoredSession session) {
        UserId student = get.student();
        if (student != null && isNotEnrolled(session.info(), student, Role.STUDENT)) {
            get.fail(NotEnrolled.refused(student));
        } else {
            store.findJoins(get, session);
        }
    }

    Behavior<HubProtocol.Command> onJoinsLookedUp(StoreCalls.JoinsLookedUp lookedUp) {
        HubProtocol.GetParticipants get = lookedUp.request();
        store.answered(get);
        if (lookedUp.found() != null) {
            get.replyTo().tell(lookedUp.found());
        } else {
            store.cannotLookUp(get, get.session(), (History.FindFailed) lookedUp.reply());
        }
        return Behaviors.same();
    }

    /**
     * Answers a request about a session that nobody is in, if that needs the store alone. Returns false if it does not,
     * or is no request of those above.
     */
    boolean answerFromStore(HubProtocol.Request request, StoredSession session) {
        if (request instanceof HubProtocol.MayRead ask) {
            mayRead(ask, session, isNotEnrolled(session.info(), ask.user(), ask.role()));
        } else if (request instanceof HubProtocol.GetParticipants get) {
            participants(get, session);
        } else {
            return false;
        }
        return true;
    }

    /** The same about a session that has ended and that nobody is in. */
    boolean answerEnded(HubProtocol.Request request, StoredSession session) {
        if (request instanceof HubProtocol.Post post) {
            postToEnded(post, session);
        } else if (request instanceof HubProtocol.LongPoll poll) {
            longPollOfEnded(poll, session);
        } else {
            return answerFromStore(request, session);
        }
        return true;
    }

    static boolean isNotEnrolled(SessionEntry entry, UserId user, Role role) {
        return role == Role.STUDENT && !entry.isEnrolled(user);
    }

    private static boolean isNotEnrolled(SessionInfo session, UserId user, Role role) {
        return role == Role.STUDENT && !session.studentIds().contains(user);
    }
}
