package switchboard.identity.tokens;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
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
 * @param own what else a token of this server itself says; empty in others
 * @param goodUntil from then on it is not believed any more: the clocks of issuer and server may differ, and a key may
 *     be good for a shorter time than the token
 */
public record Identity(
        UserId user,
        Role role,
        Optional<SessionId> onlySession,
        Optional<DisplayName> name,
        Optional<Own> own,
        Instant expiresAt,
        Instant goodUntil) {

    /**
     * What a token of this server says.
     *
     * @param device to which it was given: it is void with it; empty for one that was made at the server
     * @param sessionsOf in whose sessions it is good; empty where it is good in all
     */
    public record Own(OptionalLong device, Optional<UserId> sessionsOf) {}

    /** In whose sessions the token is good; empty where it is good in all. */
    public Optional<UserId> sessionsOf() {
        return own.flatMap(Own::sessionsOf);
    }

    /** To which device of this server the token was given; empty where it was to none. */
    public OptionalLong device() {
        return own.map(Own::device).orElse(OptionalLong.empty());
    }

    /** Whether the token is still believed. */
    public boolean isGoodAt(Instant now) {
        return now.isBefore(goodUntil);
    }
}
