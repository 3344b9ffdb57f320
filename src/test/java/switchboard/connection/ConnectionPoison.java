package switchboard.connection;

/** Makes the actor of a connection fail on purpose. */
public final class ConnectionPoison {
    /** A command that no stage sends: there is no reason in it, and the actor needs one. */
    public static final Object POISON = new Connection.Violated(null);

    private ConnectionPoison() {}
}
