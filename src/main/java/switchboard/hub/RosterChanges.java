package switchboard.hub;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.store.RosterChange;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;
import switchboard.telemetry.ClientFields;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * How the people of a session change while it is open. The writer does it; who asked, and the actor of the session,
 * hear of it once it is on disk. Of two changes the store's version says which is newer, in whatever order they are
 * told.
 */
final class RosterChanges {
    private static final Logger LOG = LoggerFactory.getLogger(RosterChanges.class);

    private final SessionRegistry registry;
    private final StoreCalls store;
    private final StorageRoom storage;
    private final ChangeRate rate;
    private final LongSupplier ticker;

    RosterChanges(
            SessionRegistry registry, StoreCalls store, ChangeRate rate, StorageRoom storage, LongSupplier ticker) {
        this.registry = registry;
        this.store = store;
        this.storage = storage;
        this.rate = rate;
        this.ticker = ticker;
    }

    void change(HubProtocol.ChangeRoster request, boolean admitting) {
        SessionEntry entry = registry.find(request.session());
        if (!admitting) {
            request.fail(HubProtocol.DRAINING);
        } else if (entry == null) {
            store.lookUp(request, request.session());
        } else if (!entry.active()) {
            request.fail(Refusal.ALREADY_ENDED.refused());
        } else {
            Optional<Refused> refused =
                    request.change() instanceof RosterChange.Add add ? registry.growth(entry, add) : Optional.empty();
            refused.ifPresentOrElse(request::fail, () -> change(request, entry.session()));
        }
    }

    /** Needs no memory: the list of what is not in use stands in the database alone. */
    void change(HubProtocol.ChangeRoster request, StoredSession session) {
        Optional<Refused> refused = request.change() instanceof RosterChange.Add && !storage.hasRoomForMore()
                ? Optional.of(storage.refused())
                : rate.count(request.client().block(), ticker.getAsLong());
        refused.ifPresentOrElse(request::fail, () -> store.changeRoster(request, session.key()));
    }

    Behavior<HubProtocol.Command> onDone(StoreCalls.RosterDone done) {
        HubProtocol.ChangeRoster request = done.request();
        store.answered(request);
        if (done.reply() instanceof Writer.RosterChanged changed) {
            StoredSession session = changed.session();
            ClientFields.on(
                            LOG.atInfo()
                                    .addKeyValue(LogFields.EVENT, LogEvents.ROSTER_CHANGED)
                                    .addKeyValue(
                                            LogFields.SESSION, session.info().id()),
                            request.client())
                    .log(
                            "a class has {} students now",
                            session.info().studentIds().size());
            takeOver(session);
            request.replyTo().tell(new HubProtocol.RosterChanged(session.info()));
        } else if (done.reply() instanceof Writer.RosterRefused refused) {
            // A change may be on disk whose answer came too late: whoever asks once more finds it done.
            takeOver(refused.session());
            request.fail(refused.refused());
        } else {
            request.fail(((Writer.NotStored) done.reply()).refused());
        }
        return Behaviors.same();
    }

    private void takeOver(StoredSession stored) {
        SessionEntry entry = registry.rosterChanged(stored);
        if (entry != null) {
            entry.tell(new SessionProtocol.RosterChanged(stored, entry.students()));
        }
    }

    Behavior<HubProtocol.Command> onSeen(HubProtocol.RosterSeen seen) {
        registry.rosterChanged(seen.session());
        return Behaviors.same();
    }
}
