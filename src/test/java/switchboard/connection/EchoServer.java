package switchboard.connection;

import static switchboard.testing.Records.set;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.util.ByteString;
import switchboard.connection.codec.FrameDecoder;
import switchboard.connection.outbound.Outbox;
import switchboard.connection.websocket.SocketPorts;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.connection.websocket.WebSocketLogic;
import switchboard.session.api.ConnectionId;
import switchboard.testing.Records;
import switchboard.testing.client.ClientFrames;

/**
 * Sends every message back, through the guard, the codec and the outbox that the server uses. Our protocol has no
 * binary messages, so a socket that keeps their payload and the lane of control frames carry those.
 */
final class EchoServer {
    /** Control frames leave whole, and the suite's largest message is one here. */
    private static final ConnectionSettings SETTINGS = Records.with(SocketServer.DEFAULTS, set("writeBytes", 66_000));

    private final Map<ConnectionId, Queue<byte[]>> binaries = new ConcurrentHashMap<>();

    private EchoServer() {}

    static SocketServer start() throws InterruptedException, ExecutionException, TimeoutException {
        EchoServer echo = new EchoServer();
        return SocketServer.start(echo.connections(), echo::socket, 0);
    }

    private UpgradedSocket socket(ActorRef<Connections.Command> connections, SocketPorts ports) {
        Handshake handshake = SocketServer.handshake();
        Queue<byte[]> payloads = new ConcurrentLinkedQueue<>();
        binaries.put(handshake.connection(), payloads);
        WebSocketLogic logic = new WebSocketLogic(
                handshake, SETTINGS, Wire.AMPLE, connections, Clock.systemUTC(), System::nanoTime, ports);
        return new KeepsBinaries(logic, payloads);
    }

    /** Decodes what the logic behind it decodes, a moment earlier, and keeps the payload of binary messages. */
    private record KeepsBinaries(WebSocketLogic logic, Queue<byte[]> payloads, FrameDecoder decoder)
            implements UpgradedSocket {
        private KeepsBinaries(WebSocketLogic logic, Queue<byte[]> payloads) {
            this(logic, payloads, new FrameDecoder(SETTINGS.maxMessage()));
        }

        @Override
        public void received(ByteString bytes) {
            decoder.feed(bytes);
            for (FrameDecoder.Event event = decoder.next(); event != null; event = decoder.next()) {
                if (event instanceof FrameDecoder.Binary binary) {
                    payloads.add(binary.payload());
                }
            }
            logic.received(bytes);
        }

        @Override
        public void begin() {
            logic.begin();
        }

        @Override
        public void inputEnded() {
            logic.inputEnded();
        }

        @Override
        public void timer(Object key) {
            logic.timer(key);
        }

        @Override
        public void failed(Throwable bug) {
            logic.failed(bug);
        }

        @Override
        public void stopped() {
            logic.stopped();
        }
    }

    private Behavior<Connections.Command> connections() {
        return Behaviors.setup(context -> Behaviors.receive(Connections.Command.class)
                .onMessage(Connections.Opened.class, opened -> {
                    ConnectionId id = opened.handshake().connection();
                    Queue<byte[]> payloads = Objects.requireNonNull(binaries.remove(id));
                    opened.socket()
                            .attach(context.spawn(connection(opened.socket().outbox(), payloads), id.toString()));
                    return Behaviors.same();
                })
                .build());
    }

    private static Behavior<ConnectionProtocol.Command> connection(Outbox outbox, Queue<byte[]> binaries) {
        return Behaviors.receive(ConnectionProtocol.Command.class)
                .onMessage(ConnectionProtocol.TextReceived.class, text -> {
                    outbox.notice(text.payload());
                    outbox.answered();
                    return Behaviors.same();
                })
                .onMessage(ConnectionProtocol.BinaryReceived.class, binary -> {
                    outbox.control(ClientFrames.BINARY, binaries.remove());
                    outbox.answered();
                    return Behaviors.same();
                })
                .onMessage(ConnectionProtocol.Violated.class, violated -> {
                    outbox.close(violated.reason().closeCode(), null);
                    return Behaviors.same();
                })
                .onMessage(ConnectionProtocol.SocketClosed.class, closed -> Behaviors.stopped())
                .build();
    }
}
