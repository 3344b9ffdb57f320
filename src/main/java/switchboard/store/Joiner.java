package switchboard.store;

import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/** Who joins a session. */
public record Joiner(UserId user, Role role) {}
