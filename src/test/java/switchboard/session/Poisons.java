package switchboard.session;

import switchboard.protocol.values.SessionId;
import switchboard.session.api.HubProtocol;

/** Makes actors of this package fail on purpose. */
public final class Poisons {
    private Poisons() {}

    /** For the hub: fail. */
    public static HubProtocol.Command hub(RuntimeException cause) {
        return new HubProtocol.Poison(cause);
    }

    /** For the hub: have the actor of this class fail. */
    public static HubProtocol.Command session(SessionId session, RuntimeException cause) {
        return new HubProtocol.PoisonSession(session, cause);
    }
}
