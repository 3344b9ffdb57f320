package switchboard.bench.client;

import switchboard.protocol.values.ProtocolVersion;

/** How the clients of a session speak to the server. */
public enum Dialect {
    V1(ProtocolVersion.V1, false, "version 1"),
    V2(ProtocolVersion.V2, false, "version 2"),
    /** Each message is sent with a {@code ref}, so that its sender gets a receipt. */
    V2_WITH_REFS(ProtocolVersion.V2, true, "version 2 with refs");

    private final ProtocolVersion version;
    private final boolean refs;
    private final String text;

    Dialect(ProtocolVersion version, boolean refs, String text) {
        this.version = version;
        this.refs = refs;
        this.text = text;
    }

    public ProtocolVersion version() {
        return version;
    }

    public boolean sendsRefs() {
        return refs;
    }

    /** For people. */
    @Override
    public String toString() {
        return text;
    }
}
