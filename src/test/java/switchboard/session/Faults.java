package switchboard.session;

import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;

/** Commands that have a part of the server fail. */
public final class Faults {
    private static final IllegalStateException ON_PURPOSE = new IllegalStateException("on purpose");

    private Faults() {}

    public static HubProtocol.Command ofTheHub() {
        return new HubProtocol.Poison(ON_PURPOSE);
    }

    public static HubProtocol.Command ofTheSession(SessionId session) {
        return new HubProtocol.PoisonSession(session, ON_PURPOSE);
    }
}
