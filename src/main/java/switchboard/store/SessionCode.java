package switchboard.store;

import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;

/**
 * By which join code a session is found.
 *
 * @param code null where it has none
 */
public record SessionCode(@Nullable JoinCode code) {}
