package switchboard.hub;

import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.session.api.HubProtocol;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;

/** How sessions get join codes, and lose them. The writer does it; who asked hears of it once it is on disk. */
final class JoinCodes {
    private final SessionRegistry registry;
    private final StoreCalls store;
    private final ChangeRate rate;
    private final LongSupplier ticker;

    JoinCodes(SessionRegistry registry, StoreCalls store, ChangeRate rate, LongSupplier ticker) {
        this.registry = registry;
        this.store = store;
        this.rate = rate;
        this.ticker = ticker;
    }

    /** @param admitting whether the server still takes what changes anything */
    void set(HubProtocol.SetJoinCode set, boolean admitting) {
        SessionEntry entry = registry.find(set.session());
        if (entry == null) {
            store.lookUp(set, set.session());
        } else {
            set(set, entry.session(), admitting);
        }
    }

    /** Needs no memory: the session need not be in use. */
    void set(HubProtocol.SetJoinCode set, StoredSession session, boolean admitting) {
        if (!admitting) {
            set.fail(HubProtocol.DRAINING);
        } else if (session.info().active()) {
            // Closing the door is never refused.
            Optional<Refused> refused = set.open() ? rate.count(set.client(), ticker.getAsLong()) : Optional.empty();
            refused.ifPresentOrElse(set::fail, () -> store.setJoinCode(set, session.key()));
        } else if (set.open()) {
            set.fail(Refusal.ALREADY_ENDED.refused());
        } else {
            // Its end took the code from it.
            set.replyTo().tell(new HubProtocol.JoinCodeSet(Optional.empty()));
        }
    }

    Behavior<HubProtocol.Command> onJoinCodeDone(StoreCalls.JoinCodeDone done) {
        HubProtocol.SetJoinCode set = done.request();
        store.answered(set);
        if (done.reply() instanceof Writer.JoinCodeSet stored) {
            set.replyTo().tell(new HubProtocol.JoinCodeSet(stored.code()));
        } else {
            set.fail(((Writer.NotStored) done.reply()).refused());
        }
        return Behaviors.same();
    }
}
