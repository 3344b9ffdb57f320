package switchboard.session.api;

/**
 * One connection of one user, in the order of admission: of two connections of a user the greater one is the newer, and
 * the newer one is the user's.
 */
public record ConnectionId(long value) implements Comparable<ConnectionId> {
    @Override
    public int compareTo(ConnectionId other) {
        return Long.compare(value, other.value);
    }

    public boolean isNewerThan(ConnectionId other) {
        return value > other.value;
    }

    @Override
    public String toString() {
        return "c" + value;
    }
}
