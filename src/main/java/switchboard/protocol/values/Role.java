package switchboard.protocol.values;

import java.util.Optional;

/** What a user is in a session. Decides which message types they may send and which they may see. */
public enum Role {
    STUDENT("student"),
    INSTRUCTOR("instructor");

    private final String wire;

    Role(String wire) {
        this.wire = wire;
    }

    /** The word used in the protocol and in the database. */
    public String wire() {
        return wire;
    }

    /** The role that the protocol writes as {@code wire}, or empty where it knows none. Case matters. */
    public static Optional<Role> of(String wire) {
        for (Role role : values()) {
            if (role.wire.equals(wire)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
