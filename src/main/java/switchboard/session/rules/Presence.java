package switchboard.session.rules;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.JsonPieces;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.Subscriber;
import switchboard.session.rules.Members.Member;
import switchboard.store.Joiner;

/**
 * Who counts as connected: by a connection, or by a long poll and for a while after it. Tells the instructors of
 * version 2 of each change, once.
 *
 * <p>After a failure of the session's actor its successor knows nobody at first: until the connections that were left
 * behind are back, or have had their time, it calls nobody offline and tells of no change; then all are told who is
 * there.
 */
public final class Presence {
    private final Roster roster;
    private final Members members;
    private final Set<ConnectionId> awaited;
    private final long lingerNanos;

    /** Whom the instructors know to be there. */
    private final Set<Joiner> told = new HashSet<>();

    /** How their tokens say that those are shown who are there. */
    private final Map<Joiner, DisplayName> names = new HashMap<>();

    private final Map<Joiner, Polling> polling = new LinkedHashMap<>();

    /** The long polls of one user. */
    private static final class Polling {
        private int open;
        private long until;
    }

    /**
     * @param roster who belongs to the session; learns here who is there
     * @param awaited the connections that an earlier actor of the session left behind
     * @param lingerNanos for how long a user counts as connected after a long poll
     */
    public Presence(Roster roster, Members members, Set<ConnectionId> awaited, long lingerNanos) {
        this.roster = roster;
        this.members = members;
        this.awaited = new HashSet<>(awaited);
        this.lingerNanos = lingerNanos;
    }

    // ---- after a failure: those who were left behind are awaited

    /** Whether somebody who was left behind is not back. */
    public boolean awaitsSomebody() {
        return !awaited.isEmpty();
    }

    /** This one is back, or gone for good; returns whether it was the last that was awaited. */
    public boolean seen(ConnectionId connection) {
        if (awaited.remove(connection) && awaited.isEmpty()) {
            tellAll();
            return true;
        }
        return false;
    }

    /** Who is not back by now is away. */
    public void awaitNobody() {
        if (!awaited.isEmpty()) {
            awaited.clear();
            tellAll();
        }
    }

    // ---- who comes and goes

    /** A connection has come. */
    public void came(Subscriber subscriber) {
        if (subscriber.name() != null) {
            names.put(new Joiner(subscriber.user(), subscriber.role()), subscriber.name());
        }
        came(subscriber.user(), subscriber.role(), subscriber.client());
    }

    private void came(UserId user, Role role, AddressBlock client) {
        Joiner joiner = new Joiner(user, role);
        roster.came(joiner, client);
        if (awaited.isEmpty() && !told.contains(joiner)) {
            tell(joiner, true);
        }
    }

    /** One has gone; the user may be there by another one. */
    public void gone(UserId user, Role role) {
        Joiner joiner = new Joiner(user, role);
        if (isOnline(joiner)) {
            return;
        }
        roster.gone(joiner);
        if (awaited.isEmpty() && told.contains(joiner)) {
            tell(joiner, false);
        }
        names.remove(joiner);
    }

    /** A long poll of this user and role has come from this address. */
    public void pollBegins(UserId user, Role role, AddressBlock client) {
        polling.computeIfAbsent(new Joiner(user, role), unseen -> new Polling()).open++;
        came(user, role, client);
    }

    /** From now on its user is there only by connections, by other long polls, or for a while yet. */
    public void pollEnds(UserId user, Role role, long now) {
        Polling ofUser = polling.get(new Joiner(user, role));
        if (ofUser != null) {
            ofUser.open--;
            ofUser.until = now + lingerNanos;
        }
    }

    /** Removes those whose last long poll is long enough ago. */
    public void expirePollers(long now) {
        List<Joiner> gone = new ArrayList<>();
        polling.forEach((joiner, ofUser) -> {
            if (ofUser.open == 0 && ofUser.until - now <= 0) {
                gone.add(joiner);
            }
        });
        for (Joiner joiner : gone) {
            polling.remove(joiner);
            gone(joiner.user(), joiner.role());
        }
    }

    /** A student who was removed from the list is there no more, whatever long polls there were. */
    public void removed(UserId student) {
        polling.remove(new Joiner(student, Role.STUDENT));
        gone(student, Role.STUDENT);
    }

    /** Whether some are there by long polls. */
    public boolean hasPollers() {
        return !polling.isEmpty();
    }

    /** Whether it is certain that this student is not connected. */
    public boolean isOffline(UserId student) {
        return awaited.isEmpty() && !isOnline(new Joiner(student, Role.STUDENT));
    }

    private boolean isOnline(Joiner joiner) {
        return polling.containsKey(joiner) || members.isPresent(joiner.user(), joiner.role());
    }

    private void tell(Joiner joiner, boolean online) {
        if (online) {
            told.add(joiner);
        } else {
            told.remove(joiner);
        }
        DisplayName inSession = roster.nameOf(joiner.user());
        DisplayName name = inSession != null ? inSession : names.get(joiner);
        for (Member member : members.all()) {
            if (member.hearsOfPresence() && !member.is(joiner)) {
                member.subscriber().follower().presenceChanged(joiner.user(), joiner.role(), name, online);
            }
        }
    }

    private void tellAll() {
        told.clear();
        told.addAll(roster.online());
        JsonPieces participants = roster.json();
        for (Member member : members.all()) {
            if (member.hearsOfPresence()) {
                member.subscriber().follower().participants(participants);
            }
        }
    }
}
