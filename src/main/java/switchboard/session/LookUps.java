package switchboard.session;

import java.util.Optional;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.SessionId;
import switchboard.store.History;
import switchboard.store.StoredSession;

/** What there is to say of a class: from memory if the hub holds it, else after a look into the store. */
final class LookUps {
    private final Rooms rooms;
    private final StoreCalls store;
    private final Callers callers;

    LookUps(Rooms rooms, StoreCalls store, Callers callers) {
        this.callers = callers;
        this.rooms = rooms;
        this.store = store;
    }

    void find(Sessions.Find find) {
        Room room = rooms.find(find.session());
        if (room == null) {
            store.look(find, find.session());
        } else {
            find.replyTo().tell(new Sessions.Found(room.info(), room.active() ? room.connected() : 0));
        }
    }

    /**
     * Answers a request about a class that the hub did not hold, unless it does by now: then false, and the request is to
     * be answered from memory.
     */
    boolean answer(StoreCalls.Looked looked) {
        Sessions.Request request = looked.request();
        store.answered(request);
        if (looked.reply() instanceof History.FindFailed failed) {
            store.cannotLookUp(request, looked.session(), failed);
            return true;
        }
        Optional<StoredSession> found = ((History.Found) looked.reply()).session();
        if (found.isPresent() && found.get().info().active()) {
            // It is being created at this moment, or the answer to its creation was lost.
            rooms.add(found.get());
        }
        if (rooms.find(looked.session()) != null) {
            return false;
        }
        if (found.isEmpty()) {
            request.fail(Refusal.SESSION_NOT_FOUND.because("there is no session " + looked.session()));
        } else if (callers.answerEnded(request, found.get())) {
            return true;
        } else if (request instanceof Sessions.Find find) {
            find.replyTo().tell(new Sessions.Found(found.get().info(), 0));
        } else if (request instanceof Sessions.End) {
            request.fail(Lifecycle.ALREADY_ENDED);
        } else {
            request.fail(hasEnded(looked.session()));
        }
        return true;
    }

    static Refused hasEnded(SessionId session) {
        return Refusal.SESSION_ENDED.because("session " + session + " has ended");
    }
}
