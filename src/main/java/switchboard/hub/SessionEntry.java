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
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.store.StoredSession;

/**
 * What the hub knows of one session that is in use: its data, its actor if it has one, and its connections. Tells
 * whenever it may have come out of use.
 */
public final class SessionEntry {

    /** A place that was promised, or is taken. */
    private record Place(UserId user, Role role, boolean taken) {}

    /** An actor that ran for so long was sound: if it fails, that is a new misfortune and not the last one again. */
    private static final long RECOVERED_AFTER_NANOS = 60_000_000_000L;

    private StoredSession session;
    private @Nullable ActorRef<SessionProtocol.Command> actor;
    private boolean retiring;
    private long joinsForwarded;
    private int failures;
    private long startedAt;
    private int reserved;
    /** What no actor could take yet: the join of each connection, which asks again, and what others wait for. */
    private final Map<Object, SessionProtocol.Command> kept = new LinkedHashMap<>();

    private final Set<UserId> students;
    private final long bytes;
    private final Consumer<SessionEntry> maybeUnused;
    private TailBudget.Share tailBudget;

    private final Map<ConnectionId, Place> reservations = new LinkedHashMap<>();
    private final Map<UserId, Integer> slotsOfUser = new HashMap<>();
    private final Map<UserId, Integer> slotsOfInstructor = new HashMap<>();
    /** If not empty, no other instructor may join but the creator: the actor says so. */
    private Set<UserId> onlyInstructors = Set.of();
    /** The newest connection of each user that is connected; older ones are replaced and count nowhere. */
    private final Map<UserId, ConnectionId> live = new HashMap<>();

    /**
     * @param bytes what it takes of the budget
     * @param maybeUnused hears of whatever may have ended its use
     */
    public SessionEntry(
            StoredSession session, TailBudget.Share tailBudget, long bytes, Consumer<SessionEntry> maybeUnused) {
        this.session = session;
        this.tailBudget = tailBudget;
        this.maybeUnused = maybeUnused;
        // Not Set.copyOf, which is slow with ids of one hash code.
        this.students = Collections.unmodifiableSet(new HashSet<>(session.info().studentIds()));
        this.bytes = bytes;
    }

    /** What it takes of the budget, always the same. */
    long bytes() {
        return bytes;
    }

    /** Who is enrolled; shared by all who ask. */
    public Set<UserId> students() {
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

    /** Whether somebody is connected or about to be, or there is an actor, or something that waits for one. */
    boolean inUse() {
        return !reservations.isEmpty() || actor != null || !kept.isEmpty();
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

    /** @param joinsSeen how many joins the actor has seen already */
    void started(ActorRef<SessionProtocol.Command> actor, long joinsSeen, long now) {
        this.actor = actor;
        this.startedAt = now;
        this.joinsForwarded = joinsSeen;
        this.onlyInstructors = Set.of();
        retiring = false;
    }

    /** It was told to stop: nothing is sent to it any more. */
    void retire() {
        retiring = true;
    }

    /** It is gone. Returns whether it was told to. */
    boolean stopped() {
        boolean wanted = retiring;
        actor = null;
        retiring = false;
        tailBudget.giveBackAll();
        maybeUnused.accept(this);
        return wanted;
    }

    /** Its actor was found running, with this share of the tails. */
    void adopted(TailBudget.Share tailBudget) {
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

    /**
     * Sends it the join of a connection or the request of another, or keeps it for its successor while there is none to
     * take it.
     */
    void forward(Object from, SessionProtocol.Command join) {
        if (actor == null || retiring) {
            kept.put(from, join);
        } else {
            joinsForwarded++;
            actor.tell(join);
        }
    }

    /** Keeps the join of a connection for the next actor: the one that is known here is gone. */
    void keep(ConnectionId connection, SessionProtocol.Command join) {
        kept.put(connection, join);
    }

    /** Sends on what was kept. */
    void forwardKept() {
        List<Map.Entry<Object, SessionProtocol.Command>> joins = List.copyOf(kept.entrySet());
        kept.clear();
        joins.forEach(join -> forward(join.getKey(), join.getValue()));
    }

    /** Answers the requests that were kept: there will be no actor for them. Joins are said again. */
    void failKept() {
        for (SessionProtocol.Command command : kept.values()) {
            if (command instanceof SessionProtocol.OfHub request) {
                request.fail(HubProtocol.FULL);
            }
        }
        kept.clear();
        maybeUnused.accept(this);
    }

    boolean hasKept() {
        return !kept.isEmpty();
    }

    /** How many joins its actor was sent: if it saw fewer, some are on their way and it is not idle. */
    long joinsForwarded() {
        return joinsForwarded;
    }

    /**
     * Counts one more failure of its actor and returns how many there were in a row, none of them long after the last.
     */
    int failed(long now) {
        failures = now - startedAt > RECOVERED_AFTER_NANOS ? 1 : failures + 1;
        return failures;
    }

    int failures() {
        return failures;
    }

    void recovered() {
        failures = 0;
    }

    // ---- its connections

    void reserve(ConnectionId id, UserId user, Role role) {
        reservations.put(id, new Place(user, role, false));
        slotsOfUser.merge(user, 1, Integer::sum);
        if (role == Role.INSTRUCTOR) {
            slotsOfInstructor.merge(user, 1, Integer::sum);
        }
        reserved++;
    }

    /** Turns the reserved place into a connection. Returns false if there was none: it expired. */
    boolean take(Subscriber subscriber) {
        Place place = reservations.get(subscriber.id());
        boolean known = place != null;
        if (!known) {
            reserve(subscriber.id(), subscriber.user(), subscriber.role());
        }
        if (isReserved(subscriber.id())) {
            reserved--;
        }
        reservations.put(subscriber.id(), new Place(subscriber.user(), subscriber.role(), true));
        live.merge(subscriber.user(), subscriber.id(), (a, b) -> a.isNewerThan(b) ? a : b);
        return known;
    }

    /** Frees a place, reserved or taken; returns whether there was one. */
    boolean free(ConnectionId id) {
        Place place = reservations.remove(id);
        if (place == null) {
            return false;
        }
        slotsOfUser.computeIfPresent(place.user(), (user, n) -> n == 1 ? null : n - 1);
        if (place.role() == Role.INSTRUCTOR) {
            slotsOfInstructor.computeIfPresent(place.user(), (user, n) -> n == 1 ? null : n - 1);
        }
        live.remove(place.user(), id);
        kept.remove(id);
        if (!place.taken()) {
            reserved--;
        }
        maybeUnused.accept(this);
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
        // The places count, too: of those that are on their way the actor knows nothing yet.
        return onlyInstructors.isEmpty()
                ? slotsOfInstructor.size() < max || slotsOfInstructor.containsKey(user)
                : onlyInstructors.contains(user);
    }

    /** Whether the place is promised and not taken yet. */
    boolean isReserved(ConnectionId id) {
        Place place = reservations.get(id);
        return place != null && !place.taken();
    }

    /** Who is connected and who is about to be. Replaced connections are not counted. */
    int connections() {
        return live.size() + reserved;
    }

    /** All places of one user, replaced connections and reservations included. */
    int connectionsOf(UserId user) {
        return slotsOfUser.getOrDefault(user, 0);
    }

    /** Who is connected: one a user. */
    int connected() {
        return live.size();
    }

    int connected(Role role) {
        int count = 0;
        for (ConnectionId id : live.values()) {
            Place place = reservations.get(id);
            if (place != null && place.role() == role) {
                count++;
            }
        }
        return count;
    }

    /** The connection that came last of those that count and of whom nothing is known. Null if there is none. */
    @Nullable
    ConnectionId newestUnknownInstructor() {
        ConnectionId newest = null;
        for (Map.Entry<ConnectionId, Place> place : reservations.entrySet()) {
            UserId user = place.getValue().user();
            boolean counts = !place.getValue().taken() || place.getKey().equals(live.get(user));
            if (counts && !isKnown(user, place.getValue().role())) {
                newest = place.getKey();
            }
        }
        return newest;
    }

    Set<ConnectionId> liveConnections() {
        return new HashSet<>(live.values());
    }
}
