package switchboard.hub;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.store.SessionKey;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSession;
import switchboard.store.writer.Writer;
import switchboard.telemetry.ClientFields;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * How sessions begin and end. The writer does it; who asked, and the actor of the session, hear of it once it is on
 * disk. Once the server is not {@code admitting} any more, none begins or ends.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final SessionRegistry registry;
    private final ActiveSessionQuota active;
    private final StoreCalls store;
    private final int maxActive;
    private final StorageRoom storage;
    private final ChangeRate creations;
    private final Clock clock;
    private final LongSupplier ticker;

    Lifecycle(
            SessionRegistry registry,
            ActiveSessionQuota active,
            StoreCalls store,
            SessionsSettings settings,
            StorageRoom storage,
            Clock clock,
            LongSupplier ticker) {
        this.registry = registry;
        this.active = active;
        this.store = store;
        this.maxActive = settings.maxActive();
        this.storage = storage;
        this.creations = ChangeRate.ofCreations(settings.createsPerMinute(), settings.createsWindow());
        this.clock = clock;
        this.ticker = ticker;
    }

    void create(HubProtocol.Create create, boolean admitting) {
        if (!admitting) {
            create.fail(HubProtocol.DRAINING);
        } else if (!storage.hasRoomForMore()) {
            create.fail(storage.refused());
        } else if (!active.reserve(create)) {
            create.fail(Refusal.TOO_MANY_SESSIONS
                    .because("you have as many active sessions as you may (allowed: " + maxActive
                            + ", and less where there are many of others); end one first")
                    .with("retry_after_ms", 60_000));
        } else {
            creations
                    .count(create.client().block(), ticker.getAsLong())
                    .ifPresentOrElse(refused -> giveUp(create, refused), () -> createNow(create));
        }
    }

    private void giveUp(HubProtocol.Create create, Refused refused) {
        active.abandon(create);
        create.fail(refused);
    }

    private void createNow(HubProtocol.Create create) {
        boolean asked = store.create(
                create,
                new SessionInfo(
                        SessionId.next(),
                        create.name(),
                        create.createdBy(),
                        create.studentIds(),
                        create.names(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS),
                        null));
        if (!asked) {
            active.abandon(create);
        }
    }

    void end(HubProtocol.End end, boolean admitting) {
        SessionEntry entry = registry.find(end.session());
        if (!admitting) {
            end.fail(HubProtocol.DRAINING);
        } else if (entry == null) {
            store.lookUp(end, end.session());
        } else {
            end(end, entry.session());
        }
    }

    /** Needs no memory: what is not in use can be ended always. */
    void end(HubProtocol.End end, StoredSession session) {
        store.end(end, session.key());
    }

    Behavior<HubProtocol.Command> onCreateDone(StoreCalls.CreateDone done) {
        HubProtocol.Create create = done.request();
        store.answered(create);
        if (done.reply() instanceof Writer.Created created) {
            SessionInfo info = created.session().info();
            active.begun(create, created.session().number());
            ClientFields.on(
                            LOG.atInfo()
                                    .addKeyValue(LogFields.EVENT, LogEvents.SESSION_CREATED)
                                    .addKeyValue(LogFields.SESSION, info.id())
                                    .addKeyValue(LogFields.USER, info.createdBy()),
                            create.client())
                    .log("a class of {} students begins", info.studentIds().size());
            create.replyTo().tell(new HubProtocol.Created(info));
        } else {
            giveUp(create, ((Writer.NotStored) done.reply()).refused());
        }
        return Behaviors.same();
    }

    Behavior<HubProtocol.Command> onUnanswered(StoreCalls.Unanswered unanswered) {
        if (unanswered.request() instanceof HubProtocol.Create create) {
            active.abandon(create);
        }
        return store.onUnanswered(unanswered);
    }

    Behavior<HubProtocol.Command> onEndDone(StoreCalls.EndDone done) {
        HubProtocol.End end = done.request();
        store.answered(end);
        if (done.reply() instanceof Writer.Ended ended) {
            ClientFields.on(
                            LOG.atInfo()
                                    .addKeyValue(LogFields.EVENT, LogEvents.SESSION_ENDED)
                                    .addKeyValue(
                                            LogFields.SESSION, ended.session().id()),
                            end.client())
                    .log("a class ended with {} messages", ended.lastSeq());
            endedWith(done.session(), ended.session(), new SessionProtocol.End(ended.session(), ended.lastSeq()));
            end.replyTo().tell(new HubProtocol.Ended(ended.session()));
        } else if (done.reply() instanceof Writer.AlreadyEnded already) {
            // New to the hub where the writer ended it, but failed before it could say so.
            endedWith(done.session(), already.session(), SessionProtocol.LookForEnd.INSTANCE);
            end.fail(Refusal.ALREADY_ENDED.refused());
        } else {
            end.fail(((Writer.NotStored) done.reply()).refused());
        }
        return Behaviors.same();
    }

    private void endedWith(SessionKey key, SessionInfo info, SessionProtocol.Command toActor) {
        SessionEntry entry = registry.find(key.id());
        boolean wasActive = entry != null && entry.active();
        registry.ended(key.number(), info);
        if (entry != null && wasActive) {
            entry.tell(toActor);
        }
    }

    Behavior<HubProtocol.Command> onEndSeen(HubProtocol.EndSeen seen) {
        registry.ended(seen.session().number(), seen.session().info());
        return Behaviors.same();
    }
}
