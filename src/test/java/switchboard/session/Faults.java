package switchboard.session;

import switchboard.protocol.SessionId;

/** Commands that have a part of the server fail. */
public final class Faults {
    private static final IllegalStateException ON_PURPOSE = new IllegalStateException("on purpose");

    private Faults() {}

    public static Sessions.Command ofTheHub() {
        return new Sessions.Poison(ON_PURPOSE);
    }

    public static Sessions.Command ofTheSession(SessionId session) {
        return new Sessions.PoisonSession(session, ON_PURPOSE);
    }
}
