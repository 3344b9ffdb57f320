package switchboard.hub;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.Awaited;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.store.StoredSession;

/**
 * What the hub knows of one session that is in use: its data, its actor if it has one, and its connections. Tells
 * whenever it may be in use no more.
 */
final class SessionEntry {

    /** A slot that is reserved or taken. */
    private record Slot(UserId user, Role role, boolean taken) {}

    /** A failure of an actor that ran for so long does not count as one more in a row. */
    private static final long RECOVERED_AFTER_NANOS = 60_000_000_000L;

    private StoredSession session;
    private @Nullable ActorRef<SessionProtocol.Command> actor;
    private boolean stopping;
    private long forwards;
    private int failures;
    private long startedAt;
    private int reserved;
    /** What no actor could take yet: of each connection its last join, and each request by itself. */
    private final Map<Object, SessionProtocol.Forwarded> kept = new LinkedHashMap<>();

    private Set<UserId> students;
    private long bytes;
    private final Consumer<SessionEntry> whenMaybeUnused;
    private TailBudget.Share tailBudget;

    private final Map<ConnectionId, Slot> slots = new LinkedHashMap<>();
    private final Map<UserId, Integer> slotsOfUser = new HashMap<>();
    private final Map<UserId, Integer> slotsOfInstructor = new HashMap<>();
    /** If not empty, no other instructor may join but the creator: the actor says so. */
    private Set<UserId> onlyInstructors = Set.of();
    /**
     * The connection of each user that no other one {@linkplain ConnectionId#replaces replaces}. Others do not count.
     */
    private final Map<UserId, ConnectionId> live = new HashMap<>();

    /**
     * @param bytes what it takes of the budget
     * @param whenMaybeUnused hears of whatever may have ended its use
     */
    SessionEntry(
            StoredSession session, TailBudget.Share tailBudget, long bytes, Consumer<SessionEntry> whenMaybeUnused) {
        this.session = session;
        this.tailBudget = tailBudget;
        this.whenMaybeUnused = whenMaybeUnused;
        this.students = studentsOf(session.info());
        this.bytes = bytes;
    }

    private static Set<UserId> studentsOf(SessionInfo info) {
        // Not Set.copyOf, which is slow with ids of one hash code.
        return Collections.unmodifiableSet(new HashSet<>(info.studentIds()));
    }

    /** What it takes of the budget. */
    long bytes() {
        return bytes;
    }

    /** Its people are others now. @param bytes what it takes of the budget with them */
    void rosterChanged(StoredSession session, long bytes) {
        this.session = session;
        this.students = studentsOf(session.info());
        this.bytes = bytes;
    }

    /** Who is enrolled; shared by all who ask. */
    Set<UserId> students() {
        return students;
    }

    SessionId id() {
        return session.info().id();
    }

    StoredSession session() {
        return session;
    }

    SessionInfo info() {
        return session.info();
    }

    boolean active() {
        return session.info().active();
    }

    void ended(SessionInfo info) {
        session = session.ended(info);
    }

    /** Whether somebody is connected or about to be, or there is an actor, or something is kept for one. */
    boolean inUse() {
        return !slots.isEmpty() || actor != null || !kept.isEmpty();
    }

    boolean isEnrolled(UserId user) {
        return students.contains(user);
    }

    /**
     * Whether more is known of this user than what anybody may say: a student of the list, or who created the session.
     */
    boolean isKnown(UserId user, Role role) {
        return role == Role.STUDENT ? isEnrolled(user) : user.equals(info().createdBy());
    }

    // ---- its actor

    @Nullable
    ActorRef<SessionProtocol.Command> actor() {
        return actor;
    }

    /** @param forwardsSeen how many commands that the hub forwarded the actor has seen already */
    void actorStarted(ActorRef<SessionProtocol.Command> actor, long forwardsSeen, long now) {
        this.actor = actor;
        this.startedAt = now;
        this.forwards = forwardsSeen;
        this.onlyInstructors = Set.of();
        stopping = false;
    }

    /** The actor is told to stop: nothing is sent to it any more. */
    void actorStopping() {
        stopping = true;
    }

    /** The actor is gone. Returns whether it was told to stop. */
    boolean actorGone() {
        boolean wanted = stopping;
        actor = null;
        stopping = false;
        tailBudget.giveBackAll();
        whenMaybeUnused.accept(this);
        return wanted;
    }

    /** Its actor was found running, with this share of the tails. */
    void adoptTailBudget(TailBudget.Share tailBudget) {
        this.tailBudget = tailBudget;
    }

    TailBudget.Share tailBudget() {
        return tailBudget;
    }

    /** Tells its actor, if it has one. */
    void tell(SessionProtocol.Command command) {
        if (actor != null) {
            actor.tell(command);
        }
    }

    /** Sends the actor the join of a connection, or keeps it for the next actor while there is none to take it. */
    void forward(ConnectionId connection, SessionProtocol.Forwarded join) {
        forwardOrKeep(connection, join);
    }

    /** Sends the actor a request, or keeps it for the next actor while there is none to take it. */
    void forward(SessionProtocol.Request request) {
        forwardOrKeep(new Object(), request);
    }

    private void forwardOrKeep(Object from, SessionProtocol.Forwarded command) {
        if (actor == null || stopping) {
            kept.put(from, command);
        } else {
            forwards++;
            actor.tell(command);
        }
    }

    /** Keeps the join of a connection for the next actor: the one that is known here is gone. */
    void keepForNextActor(ConnectionId connection, SessionProtocol.Forwarded join) {
        kept.put(connection, join);
    }

    /** Sends the actor what was kept. */
    void forwardKept() {
        List<Map.Entry<Object, SessionProtocol.Forwarded>> all = List.copyOf(kept.entrySet());
        kept.clear();
        all.forEach(one -> forwardOrKeep(one.getKey(), one.getValue()));
    }

    /** Answers the requests that were kept: there will be no actor for them. Joins are said again. */
    void failKept() {
        kept.values().forEach(Awaited::refuseDropped);
        kept.clear();
        whenMaybeUnused.accept(this);
    }

    boolean hasKept() {
        return !kept.isEmpty();
    }

    /** How many commands were forwarded to the actor. If it saw fewer, some are on their way and it is not idle. */
    long forwards() {
        return forwards;
    }

    /**
     * Counts one more failure of its actor and returns how many there were in a row, none of them long after the last.
     */
    int countFailure(long now) {
        failures = now - startedAt > RECOVERED_AFTER_NANOS ? 1 : failures + 1;
        return failures;
    }

    int failures() {
        return failures;
    }

    void forgetFailures() {
        failures = 0;
    }

    // ---- its connections

    void reserveSlot(ConnectionId id, UserId user, Role role) {
        slots.put(id, new Slot(user, role, false));
        slotsOfUser.merge(user, 1, Integer::sum);
        if (role == Role.INSTRUCTOR) {
            slotsOfInstructor.merge(user, 1, Integer::sum);
        }
        reserved++;
    }

    /** The connection takes its reserved slot, or a new one. Returns whether there was one: it may have expired. */
    boolean takeSlot(Subscriber subscriber) {
        boolean known = slots.containsKey(subscriber.id());
        if (!known) {
            reserveSlot(subscriber.id(), subscriber.user(), subscriber.role());
        }
        if (isReserved(subscriber.id())) {
            reserved--;
        }
        slots.put(subscriber.id(), new Slot(subscriber.user(), subscriber.role(), true));
        live.merge(
                subscriber.user(),
                subscriber.id(),
                (current, joining) -> current.replaces(joining) ? current : joining);
        return known;
    }

    /** Frees a slot, reserved or taken. Returns whether there was one. */
    boolean freeSlot(ConnectionId id) {
        Slot slot = slots.remove(id);
        if (slot == null) {
            return false;
        }
        slotsOfUser.computeIfPresent(slot.user(), (user, n) -> n == 1 ? null : n - 1);
        if (slot.role() == Role.INSTRUCTOR) {
            slotsOfInstructor.computeIfPresent(slot.user(), (user, n) -> n == 1 ? null : n - 1);
        }
        live.remove(slot.user(), id);
        kept.remove(id);
        if (!slot.taken()) {
            reserved--;
        }
        whenMaybeUnused.accept(this);
        return true;
    }

    /** No other instructor may join now, but the creator; any may if there are none. */
    void onlyInstructors(Set<UserId> instructors) {
        onlyInstructors = instructors;
    }

    /** Whether one more instructor may join, where so many may be there. */
    boolean hasSlotForInstructor(UserId user, int max) {
        if (user.equals(session.info().createdBy())) {
            return true;
        }
        // The slots count, too: of those that are on their way the actor knows nothing yet.
        return onlyInstructors.isEmpty()
                ? slotsOfInstructor.size() < max || slotsOfInstructor.containsKey(user)
                : onlyInstructors.contains(user);
    }

    /** Whether the slot is reserved and not taken yet. */
    boolean isReserved(ConnectionId id) {
        Slot slot = slots.get(id);
        return slot != null && !slot.taken();
    }

    /** Who is connected and who is about to be. Replaced connections are not counted. */
    int connectedOrReserved() {
        return live.size() + reserved;
    }

    /** All slots of one user, those of replaced connections and reservations included. */
    int slotsOf(UserId user) {
        return slotsOfUser.getOrDefault(user, 0);
    }

    /** Who is connected: one a user. */
    int connected() {
        return live.size();
    }

    int connected(Role role) {
        int count = 0;
        for (ConnectionId id : live.values()) {
            Slot slot = slots.get(id);
            if (slot != null && slot.role() == role) {
                count++;
            }
        }
        return count;
    }

    /** The connection that came last of those that count and of whom nothing is known. Null if there is none. */
    @Nullable
    ConnectionId newestUnknownInstructor() {
        ConnectionId newest = null;
        for (Map.Entry<ConnectionId, Slot> entry : slots.entrySet()) {
            Slot slot = entry.getValue();
            boolean counts = !slot.taken() || entry.getKey().equals(live.get(slot.user()));
            if (counts && !isKnown(slot.user(), slot.role())) {
                newest = entry.getKey();
            }
        }
        return newest;
    }

    Set<ConnectionId> liveConnections() {
        return new HashSet<>(live.values());
    }
}
