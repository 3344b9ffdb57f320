package switchboard.http.routing;

import java.util.Optional;
import switchboard.identity.tokens.Revocations;
import switchboard.identity.tokens.Tokens;
import switchboard.people.Reception;

/**
 * How a server knows who asks, that believes tokens alone.
 *
 * @param revocations whose tokens are void
 * @param reception hands out tokens of the server itself; empty where it does not
 */
public record Identities(Tokens tokens, Revocations revocations, Optional<Reception> reception) {}
