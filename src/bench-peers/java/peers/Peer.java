package peers;

import java.util.function.Supplier;
import peers.client.Failure;
import peers.client.Protocol;
import peers.protocols.Centrifuge;
import peers.protocols.DurableStreams;
import peers.protocols.Mqtt;
import peers.protocols.Nats;
import peers.protocols.PlainWebSocket;
import peers.protocols.SocketIo;
import peers.protocols.Switchboard;

/** The servers that are compared, and in a few words what they promise; README.md says it in full, with sources. */
enum Peer {
    SWITCHBOARD(
            "switchboard",
            "Switchboard",
            Switchboard::new,
            "in a session, by number",
            "from any message, also after a restart",
            "before delivery"),
    CENTRIFUGE(
            "centrifuge",
            "Centrifuge, history in memory",
            Centrifuge::new,
            "in a channel, from one sender",
            "while the history has it; not after a restart",
            "no"),
    WS("ws", "`ws`, broadcast only", PlainWebSocket::new, "of the socket", "none", "no"),
    SOCKET_IO(
            "socket-io",
            "Socket.IO with connection state recovery",
            SocketIo::new,
            "of the socket",
            "within two minutes; not after a restart",
            "no"),
    MOSQUITTO(
            "mosquitto",
            "mosquitto, QoS 1, persistent",
            Mqtt::new,
            "in a topic, from one sender",
            "what its session's queue holds (1,000)",
            "each 30 minutes, and at the end"),
    HIVEMQ(
            "hivemq",
            "HiveMQ CE, QoS 1, persistent",
            Mqtt::new,
            "in a topic, from one sender",
            "what its session's queue holds (1,000), also after a restart",
            "written; synced in the background"),
    NATS(
            "nats",
            "NATS JetStream, each write synced",
            Nats::new,
            "in a stream, by number",
            "from any message, also after a restart",
            "before delivery"),
    NATS_NO_SYNC(
            "nats-no-sync",
            "NATS JetStream as it comes",
            Nats::new,
            "in a stream, by number",
            "from any message, also after a restart",
            "each two minutes"),
    DURABLE_STREAMS(
            "durable-streams",
            "Durable Streams' server for Node.js, in files",
            DurableStreams::new,
            "in a stream, by offset",
            "from any offset, also after a restart",
            "before delivery"),
    DURABLE_STREAMS_MEMORY(
            "durable-streams-memory",
            "Durable Streams' server for Node.js, in memory",
            DurableStreams::new,
            "in a stream, by offset",
            "from any offset; not after a restart",
            "no");

    private final String id;
    private final String title;
    private final Supplier<Protocol> protocol;
    private final String order;
    private final String resume;
    private final String sync;

    Peer(String id, String title, Supplier<Protocol> protocol, String order, String resume, String sync) {
        this.id = id;
        this.title = title;
        this.protocol = protocol;
        this.order = order;
        this.resume = resume;
        this.sync = sync;
    }

    /** The name by which the script starts it. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Protocol protocol() {
        return protocol.get();
    }

    /** In which order a receiver gets what is sent to its group. */
    String order() {
        return order;
    }

    /** What a receiver gets that was away. */
    String resume() {
        return resume;
    }

    /** When a message is on disk. */
    String sync() {
        return sync;
    }

    /**
     * The one of this name.
     *
     * @throws Failure if there is none
     */
    static Peer of(String id) {
        for (Peer peer : values()) {
            if (peer.id.equals(id)) {
                return peer;
            }
        }
        throw new Failure("no such peer: " + id);
    }
}
