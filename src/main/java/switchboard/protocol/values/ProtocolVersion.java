package switchboard.protocol.values;

/** Which dialect of the protocol a connection speaks; chosen by the client in the handshake and fixed from then on. */
public enum ProtocolVersion {
    /** What existing clients speak: no subprotocol, no echo of a user's own messages. */
    V1,
    /** Opt-in by the subprotocol {@link #V2_SUBPROTOCOL}: live equals replay. */
    V2;

    /** The name that a client offers in {@code Sec-WebSocket-Protocol} to get {@link #V2}. */
    public static final String V2_SUBPROTOCOL = "switchboard.v2";
}
