package switchboard.session.api;

/** One connection of one user. Ids grow in the order of admission. */
public record ConnectionId(long value) implements Comparable<ConnectionId> {
    @Override
    public int compareTo(ConnectionId other) {
        return Long.compare(value, other.value);
    }

    /**
     * The rule of takeover: of two connections of one user in a session the one that was admitted later is the user's,
     * in whatever order they join.
     */
    public boolean replaces(ConnectionId other) {
        return value > other.value;
    }

    @Override
    public String toString() {
        return "c" + value;
    }
}
