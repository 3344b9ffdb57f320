package switchboard.session;

import switchboard.protocol.SessionId;

/** Makes actors of this package fail on purpose. */
public final class Poisons {
    private Poisons() {}

    /** For the hub: fail. */
    public static Sessions.Command hub(RuntimeException cause) {
        return new Sessions.Poison(cause);
    }

    /** For the hub: have the actor of this class fail. */
    public static Sessions.Command session(SessionId session, RuntimeException cause) {
        return new Sessions.PoisonSession(session, cause);
    }
}
