package switchboard.session.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.Subscriber;
import switchboard.store.Joiner;

/**
 * Who is in a session: one connection a user, the newest. A connection is known by its id, never by its user alone, so
 * that the late end of an old one cannot touch the new one.
 */
public final class Members {

    /** One user's connection, and how far the session has offered it the log. */
    public static final class Member {
        private final Subscriber subscriber;
        private final View view;
        private long offered;
        private boolean live;

        private Member(Subscriber subscriber, View view) {
            this.subscriber = subscriber;
            this.view = view;
        }

        /** The connection. */
        public Subscriber subscriber() {
            return subscriber;
        }

        /** What it sees of the log. */
        public View view() {
            return view;
        }

        /** Where the follower's cursor stands, while {@link #live}. */
        long offered() {
            return offered;
        }

        /** Whether the session offers what comes: if not, the follower will ask. */
        boolean live() {
            return live;
        }

        /** Whether it is told who comes and goes. */
        public boolean hearsOfPresence() {
            return view.role() == Role.INSTRUCTOR && view.version() == ProtocolVersion.V2;
        }

        boolean is(Joiner joiner) {
            return view.user().equals(joiner.user()) && view.role() == joiner.role();
        }

        void liveAt(long seq) {
            offered = seq;
            live = true;
        }

        void behind() {
            live = false;
        }
    }

    private final Map<ConnectionId, Member> byConnection = new LinkedHashMap<>();
    private final Map<UserId, Member> byUser = new HashMap<>();

    /**
     * Adds a connection, unless one of the same user {@linkplain ConnectionId#replaces replaces} it. One that is a
     * member already stays as it is: connections ask again where they hear nothing.
     *
     * @return who is replaced: an older connection of the user, {@code subscriber} itself, or nobody
     */
    @Nullable
    public Subscriber join(Subscriber subscriber, View view) {
        Member current = byUser.get(subscriber.user());
        if (current != null && current.subscriber.id().replaces(subscriber.id())) {
            return subscriber;
        }
        if (current != null && current.subscriber.id().equals(subscriber.id())) {
            return null;
        }
        if (current != null) {
            byConnection.remove(current.subscriber.id());
        }
        Member member = new Member(subscriber, view);
        byUser.put(subscriber.user(), member);
        byConnection.put(subscriber.id(), member);
        return current == null ? null : current.subscriber;
    }

    /** The member with this very connection; empty once it was replaced or left. */
    public Optional<Member> find(ConnectionId connection) {
        return Optional.ofNullable(byConnection.get(connection));
    }

    /** The member that is this user's connection; empty for one who is not connected. */
    public Optional<Member> ofUser(UserId user) {
        return Optional.ofNullable(byUser.get(user));
    }

    /** Removes this very connection, if it is still the user's. */
    public void remove(ConnectionId connection) {
        Member member = byConnection.remove(connection);
        if (member != null) {
            byUser.remove(member.subscriber.user());
        }
    }

    /** Whether a user is connected in this role, be it that the connection is replaying or behind. */
    boolean isPresent(UserId user, Role role) {
        Member member = byUser.get(user);
        return member != null && member.subscriber.role() == role;
    }

    /** All who are connected, as they are from moment to moment. */
    public Collection<Member> all() {
        return Collections.unmodifiableCollection(byConnection.values());
    }

    /** All connections, as they are now. */
    public List<Subscriber> subscribers() {
        List<Subscriber> subscribers = new ArrayList<>(byConnection.size());
        byConnection.values().forEach(member -> subscribers.add(member.subscriber));
        return subscribers;
    }

    /** Whether nobody is connected. */
    public boolean isEmpty() {
        return byConnection.isEmpty();
    }
}
