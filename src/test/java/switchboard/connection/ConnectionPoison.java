package switchboard.connection;

/** Makes the actor of a connection, or the parent of all, fail on purpose. */
public final class ConnectionPoison {
    /** A command that no stage sends: there is no reason in it, and the actor needs one. */
    public static final ConnectionProtocol.Command POISON = new ConnectionProtocol.Violated(null);

    private ConnectionPoison() {}

    public static Connections.Command ofTheParent(RuntimeException cause) {
        return new Connections.Poison(cause);
    }
}
