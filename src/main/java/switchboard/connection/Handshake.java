package switchboard.connection;

import org.jspecify.annotations.Nullable;
import switchboard.identity.access.Access;
import switchboard.identity.access.Asker;
import switchboard.net.AddressBlock;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;

/**
 * What was checked before the upgrade.
 *
 * @param afterSeq replay only what follows; 0 for everything
 * @param asker who it is, and until when that is believed
 */
public record Handshake(
        ConnectionId connection,
        SessionInfo session,
        UserId user,
        Role role,
        ProtocolVersion version,
        long afterSeq,
        AddressBlock client,
        Asker asker) {
    /** How their token says that they are shown; null where it does not, or there is none. */
    @Nullable
    DisplayName name() {
        return Access.nameOf(asker).orElse(null);
    }
}
