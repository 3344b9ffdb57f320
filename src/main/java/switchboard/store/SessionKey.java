package switchboard.store;

import switchboard.protocol.values.SessionId;

/**
 * A session as the database knows it.
 *
 * @param number what its messages' keys begin with: 1 to 2³¹−1, never used twice
 */
public record SessionKey(long number, SessionId id) {}
