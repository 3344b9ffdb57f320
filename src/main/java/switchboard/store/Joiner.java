package switchboard.store;

import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;

/** Who joins a session. Comparable for the same reason as {@link UserId}. */
public record Joiner(UserId user, Role role) implements Comparable<Joiner> {
    @Override
    public int compareTo(Joiner other) {
        int byUser = user.compareTo(other.user);
        return byUser == 0 ? role.compareTo(other.role) : byUser;
    }
}
