package switchboard.connection;

import switchboard.net.AddressBlock;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Role;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.UserId;
import switchboard.session.ConnectionId;

/**
 * What was checked before the upgrade.
 *
 * @param afterSeq replay only what follows; 0 for everything
 */
public record Handshake(
        ConnectionId connection,
        SessionInfo session,
        UserId user,
        Role role,
        ProtocolVersion version,
        long afterSeq,
        AddressBlock client) {}
