package switchboard.hub;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.Refusal;
import switchboard.session.api.HubProtocol;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Who answers which request to the hub: from memory, or once the store has said what it knows of a session that is not
 * in use. Each is answered, be it that a bug keeps it from its answer.
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final SessionRegistry registry;
    private final StoreCalls store;
    private final SessionQueries queries;
    private final Lifecycle lifecycle;
    private final RosterChanges rosterChanges;
    private final RestRequests rest;
    private final JoinsAndLeaves joins;
    private final JoinCodes joinCodes;

    Requests(
            SessionRegistry registry,
            StoreCalls store,
            SessionQueries queries,
            Lifecycle lifecycle,
            RosterChanges rosterChanges,
            RestRequests rest,
            JoinsAndLeaves joins,
            JoinCodes joinCodes) {
        this.registry = registry;
        this.store = store;
        this.queries = queries;
        this.lifecycle = lifecycle;
        this.rosterChanges = rosterChanges;
        this.rest = rest;
        this.joins = joins;
        this.joinCodes = joinCodes;
    }

    /** @param admitting whether the server still takes what changes anything */
    Behavior<HubProtocol.Command> onRequest(HubProtocol.Request request, boolean admitting) {
        guarded(request, () -> answer(request, admitting));
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onLookedUp(StoreCalls.LookedUp lookedUp, boolean admitting) {
        guarded(lookedUp.request(), () -> {
            if (!queries.answer(lookedUp, admitting)) {
                answer(lookedUp.request(), admitting);
            }
        });
        registry.dropUnused(lookedUp.session());
        return Behaviors.same();
    }

    /** One request that cannot be answered must not cost the others the hub. */
    private static void guarded(HubProtocol.Request request, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException bug) {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.REQUEST_FAILED)
                    .setCause(bug)
                    .log(
                            "a request to the hub failed by a bug and was answered so: {}",
                            request.getClass().getSimpleName());
            request.fail(Refusal.INTERNAL_ERROR.because("something went wrong in the server"));
        }
    }

    private void answer(HubProtocol.Request request, boolean admitting) {
        if (request instanceof HubProtocol.Create create) {
            lifecycle.create(create, admitting);
        } else if (request instanceof HubProtocol.End end) {
            lifecycle.end(end, admitting);
        } else if (request instanceof HubProtocol.ChangeRoster change) {
            rosterChanges.change(change, admitting);
        } else if (request instanceof HubProtocol.SetJoinCode set) {
            joinCodes.set(set, admitting);
        } else if (request instanceof HubProtocol.Find find) {
            queries.find(find);
        } else if (request instanceof HubProtocol.ListSessions list) {
            store.list(list);
        } else if (request instanceof HubProtocol.Admit admit) {
            joins.admit(admit, admitting);
        } else if (request instanceof HubProtocol.MayRead ask) {
            rest.mayRead(ask);
        } else if (request instanceof HubProtocol.Post post) {
            rest.post(post, admitting);
        } else if (request instanceof HubProtocol.LongPoll poll) {
            rest.longPoll(poll, admitting);
        } else if (request instanceof HubProtocol.GetParticipants get) {
            rest.participants(get);
        } else {
            throw new IllegalStateException("not known here: " + request.getClass());
        }
    }
}
