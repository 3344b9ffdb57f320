package switchboard.bench.client;

import switchboard.protocol.values.Role;

/** Makes the tokens that the users of a run bring. */
@FunctionalInterface
public interface TokenMaker {
    /** The same for the same user, as long as it is good. */
    String tokenOf(String user, Role role);
}
