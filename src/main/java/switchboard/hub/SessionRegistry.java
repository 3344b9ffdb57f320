package switchboard.hub;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.TailBudget;
import switchboard.store.RosterChange;
import switchboard.store.StoredSession;

/**
 * The sessions that are in use: somebody is connected, is about to be, or has an actor to answer. All others stand in
 * the database alone, whatever their number; of those that are active only the numbers are known here.
 */
final class SessionRegistry {
    private static final int RETRY_MS = 60_000;

    private final TailBudget tailBudget;
    private final SessionMemoryBudget budget;
    private final Map<SessionId, SessionEntry> byId = new HashMap<>();
    private final ActiveSessionQuota active;

    /**
     * @param active which this tells of ends
     * @param tailBudget of which each session gets a share
     * @param budget of all sessions in use
     */
    SessionRegistry(ActiveSessionQuota active, TailBudget tailBudget, SessionMemoryBudget budget) {
        this.active = active;
        this.tailBudget = tailBudget;
        this.budget = budget;
    }

    /** Its end is on disk. */
    void ended(long number, SessionInfo info) {
        active.ended(number);
        SessionEntry entry = byId.get(info.id());
        if (entry != null) {
            entry.ended(info);
        }
    }

    /**
     * The people of a session were changed on disk. Returns its entry, if it is in use and this is news to it; null
     * otherwise.
     */
    @Nullable
    SessionEntry rosterChanged(StoredSession session) {
        SessionEntry entry = byId.get(session.info().id());
        if (entry == null || !session.hasNewerRosterThan(entry.session())) {
            return null;
        }
        long bytes = budget.bytesOf(session.info());
        budget.giveBack(entry.info().createdBy(), entry.bytes());
        budget.take(entry.info().createdBy(), bytes);
        entry.rosterChanged(session, bytes);
        return entry;
    }

    /** Why the people of this session cannot become so many more; empty where they can. */
    Optional<Refused> growth(SessionEntry entry, RosterChange.Add add) {
        return budget.allows(entry.info().createdBy(), SessionMemoryBudget.bytesOf(add.students(), add.names()))
                ? Optional.empty()
                : Optional.of(noMemory("more students of a class"));
    }

    // ---- what is in use

    /** Null where it is not in use. */
    @Nullable
    SessionEntry find(SessionId id) {
        return byId.get(id);
    }

    /** All that are in use, as they are now. */
    Collection<SessionEntry> all() {
        return List.copyOf(byId.values());
    }

    /**
     * Why this session cannot come into use; empty where it can, and has an entry now, to be {@linkplain #dropUnused
     * dropped} unless somebody takes it.
     */
    Optional<Refused> load(StoredSession session) {
        long bytes = budget.bytesOf(session.info());
        if (byId.containsKey(session.info().id())
                || budget.allows(session.info().createdBy(), bytes)) {
            add(session);
            return Optional.empty();
        }
        return Optional.of(noMemory("one more class"));
    }

    private Refused noMemory(String what) {
        return Refusal.UNAVAILABLE
                .because("no room for " + what + " in use: all together may take " + budget.maxBytes()
                        + " bytes of memory, and those of one creator as much as is left free then; come back when others"
                        + " have been left, or end classes that are not needed any more")
                .with("retry_after_ms", RETRY_MS);
    }

    /** The entry of this session, which comes into use even beyond the budget. */
    SessionEntry add(StoredSession session) {
        SessionEntry known = byId.get(session.info().id());
        if (known != null) {
            return known;
        }
        SessionEntry entry =
                new SessionEntry(session, tailBudget.share(), budget.bytesOf(session.info()), this::dropIfUnused);
        byId.put(entry.id(), entry);
        budget.take(entry.info().createdBy(), entry.bytes());
        return entry;
    }

    /** Drops what was loaded for somebody who did not take it. */
    void dropUnused(SessionId session) {
        SessionEntry entry = byId.get(session);
        if (entry != null) {
            dropIfUnused(entry);
        }
    }

    private void dropIfUnused(SessionEntry entry) {
        if (!entry.inUse() && byId.remove(entry.id(), entry)) {
            budget.giveBack(entry.info().createdBy(), entry.bytes());
        }
    }

    HubProtocol.Counts counts() {
        int withConnections = 0;
        int instructors = 0;
        int students = 0;
        for (SessionEntry entry : byId.values()) {
            if (entry.active() && entry.connected() > 0) {
                withConnections++;
                instructors += entry.connected(Role.INSTRUCTOR);
                students += entry.connected(Role.STUDENT);
            }
        }
        return new HubProtocol.Counts(active.count(), withConnections, instructors, students);
    }
}
