package switchboard.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/** What there is to say of a session: from memory if it is in use, else from the store. */
final class SessionQueries {
    private final SessionRegistry registry;
    private final StoreCalls store;
    private final RestRequests rest;
    private final Lifecycle lifecycle;
    private final RosterChanges rosterChanges;
    private final JoinCodes joinCodes;

    SessionQueries(
            SessionRegistry registry,
            StoreCalls store,
            RestRequests rest,
            Lifecycle lifecycle,
            RosterChanges rosterChanges,
            JoinCodes joinCodes) {
        this.joinCodes = joinCodes;
        this.lifecycle = lifecycle;
        this.rosterChanges = rosterChanges;
        this.rest = rest;
        this.registry = registry;
        this.store = store;
    }

    void find(HubProtocol.Find find) {
        SessionEntry entry = registry.find(find.session());
        if (entry == null) {
            store.lookUp(find, find.session());
        } else {
            find.replyTo().tell(new HubProtocol.Found(entry.info(), entry.active() ? entry.connected() : 0));
        }
    }

    /**
     * Answers a request about a session that was not in use. Returns false if it is by now, or has to be for this
     * request: then that is to be answered from memory.
     *
     * @param admitting whether the server still takes what changes anything
     */
    boolean answer(StoreCalls.LookedUp lookedUp, boolean admitting) {
        HubProtocol.Request request = lookedUp.request();
        store.answered(request);
        if (lookedUp.reply() instanceof History.FindFailed failed) {
            store.cannotLookUp(request, lookedUp.session(), failed);
            return true;
        }
        Optional<StoredSession> found = ((History.Found) lookedUp.reply()).session();
        if (registry.find(lookedUp.session()) != null) {
            return false;
        }
        if (found.isEmpty()) {
            request.fail(Refusal.SESSION_NOT_FOUND.because("there is no session " + lookedUp.session()));
        } else if (request instanceof HubProtocol.SetJoinCode set) {
            joinCodes.set(set, found.get(), admitting);
        } else if (found.get().info().active()) {
            return answerActive(request, found.get(), admitting);
        } else if (rest.answerEnded(request, found.get())) {
            return true;
        } else if (request instanceof HubProtocol.Find find) {
            find.replyTo().tell(new HubProtocol.Found(found.get().info(), 0));
        } else if (request instanceof HubProtocol.End || request instanceof HubProtocol.ChangeRoster) {
            request.fail(Refusal.ALREADY_ENDED.refused());
        } else if (request instanceof HubProtocol.Admit) {
            request.fail(hasEnded(lookedUp.session()));
        } else {
            throw new IllegalStateException("not known here: " + request.getClass());
        }
        return true;
    }

    private boolean answerActive(HubProtocol.Request request, StoredSession session, boolean admitting) {
        if (request instanceof HubProtocol.Find find) {
            find.replyTo().tell(new HubProtocol.Found(session.info(), 0));
        } else if (!admitting && changes(request)) {
            request.fail(HubProtocol.DRAINING);
        } else if (request instanceof HubProtocol.End end) {
            lifecycle.end(end, session);
        } else if (request instanceof HubProtocol.ChangeRoster change) {
            rosterChanges.change(change, session);
        } else if (!rest.answerFromStore(request, session)) {
            Optional<Refused> full = registry.load(session);
            full.ifPresent(request::fail);
            return full.isPresent();
        }
        return true;
    }

    private static boolean changes(HubProtocol.Request request) {
        return request instanceof HubProtocol.End || request instanceof HubProtocol.ChangeRoster;
    }

    /** Sends on a page of the list, with how many are connected. */
    Behavior<HubProtocol.Command> onListed(StoreCalls.Listed listed) {
        HubProtocol.ListSessions list = listed.request();
        store.answered(list);
        if (listed.reply() instanceof History.Listed read) {
            List<HubProtocol.Found> page = new ArrayList<>();
            for (StoredSession session : read.page().sessions()) {
                page.add(new HubProtocol.Found(session.info(), connected(session)));
            }
            list.replyTo()
                    .tell(new HubProtocol.Listed(
                            page,
                            read.page().more()
                                    ? Optional.of(
                                            page.get(page.size() - 1).session().id())
                                    : Optional.empty()));
        } else {
            store.cannotList(list, (History.FindFailed) listed.reply());
        }
        return Behaviors.same();
    }

    /** Who is still there after the end counts as little as elsewhere. */
    private int connected(StoredSession session) {
        SessionEntry entry = registry.find(session.info().id());
        return entry == null || !entry.active() ? 0 : entry.connected();
    }

    static Refused hasEnded(SessionId session) {
        return Refusal.SESSION_ENDED.because("session " + session + " has ended");
    }
}
