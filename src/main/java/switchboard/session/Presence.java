package switchboard.session;

import java.util.HashSet;
import java.util.Set;
import switchboard.protocol.UserId;

/**
 * Who counts as connected. After a failure of the session's actor its successor knows nobody at first: until the
 * connections that were left behind are back, or have had their time, it calls nobody offline.
 */
final class Presence {
    private final Members members;
    private final Set<ConnectionId> awaited;

    /** @param awaited the connections that an earlier actor of the session left behind */
    Presence(Members members, Set<ConnectionId> awaited) {
        this.members = members;
        this.awaited = new HashSet<>(awaited);
    }

    /** Whether it is certain that this student is not connected. */
    boolean isOffline(UserId student) {
        return awaited.isEmpty() && !members.isStudentPresent(student);
    }

    /** Whether somebody who was left behind is not back. */
    boolean awaitsSomebody() {
        return !awaited.isEmpty();
    }

    /** This one is back, or gone for good; returns whether it was the last that was awaited. */
    boolean seen(ConnectionId connection) {
        return awaited.remove(connection) && awaited.isEmpty();
    }

    /** Who is not back by now is away. */
    void awaitNobody() {
        awaited.clear();
    }
}
