package switchboard.identity.tokens;

import java.time.Instant;
import java.util.Optional;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/**
 * Whom a good token names (protocol.md, section 8).
 *
 * @param onlySession the one session for which the token is good; empty where it is good for all
 * @param name how the issuer calls them
 * @param expiresAt when the token expires, as its issuer says
 * @param goodUntil from then on it is not believed any more: the clocks of issuer and server may differ, and a key may
 *     be good for a shorter time than the token
 */
public record Identity(
        UserId user,
        Role role,
        Optional<SessionId> onlySession,
        Optional<DisplayName> name,
        Instant expiresAt,
        Instant goodUntil) {

    /** Whether the token is still believed. */
    public boolean isGoodAt(Instant now) {
        return now.isBefore(goodUntil);
    }
}
