package switchboard.connection;

import static switchboard.testing.Records.set;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.connection.websocket.SocketPorts;
import switchboard.connection.websocket.Upgrade;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.connection.websocket.WebSocketLogic;
import switchboard.http.HttpServer;
import switchboard.http.policy.HttpSettings;
import switchboard.identity.access.Asker;
import switchboard.net.AddressBlock;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.ConnectionId;
import switchboard.settings.ConfigLayers;
import switchboard.settings.SettingsReader;
import switchboard.testing.Records;

/** The HTTP server of ours on a free port, which upgrades every request to a socket of ours; who gets them is given. */
public final class SocketServer implements AutoCloseable {
    public static final ConnectionSettings DEFAULTS = Records.defaults(ConnectionSettings::from);

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final ActorSystem<Connections.Command> system;
    private final HttpServer http;

    private SocketServer(ActorSystem<Connections.Command> system, HttpServer http) {
        this.system = system;
        this.http = http;
    }

    /** Makes what a socket is after its upgrade, given whom it tells that it opened. */
    public interface Sockets {
        UpgradedSocket on(ActorRef<Connections.Command> connections, SocketPorts ports);
    }

    public static SocketServer start(Behavior<Connections.Command> connections, Sockets sockets, int port)
            throws InterruptedException, ExecutionException, TimeoutException {
        Config config = ConfigFactory.parseString("switchboard.port = " + port)
                .withFallback(
                        ConfigLayers.load(null, Map.of(), new Properties()).effective());
        ActorSystem<Connections.Command> system = ActorSystem.create(connections, "sockets", config);
        CompletionStage<HttpServer> bound = HttpServer.bind(
                system,
                HttpSettings.from(new SettingsReader(config)),
                request -> CompletableFuture.completedStage(Upgrade.of(request)
                        .map(upgrade -> upgrade.accept(ports -> sockets.on(system, ports)))
                        .orElseGet(() -> HttpResponse.create().withStatus(426))),
                System::nanoTime);
        return new SocketServer(system, bound.toCompletableFuture().get(10, TimeUnit.SECONDS));
    }

    public static WebSocketLogic socket(
            ConnectionSettings settings, ActorRef<Connections.Command> connections, SocketPorts ports) {
        return new WebSocketLogic(
                handshake(), settings, Wire.AMPLE, connections, Clock.systemUTC(), System::nanoTime, ports);
    }

    static Handshake handshake() {
        UserId teacher = new UserId("teacher");
        SessionInfo session = new SessionInfo(
                SessionId.next(),
                new SessionName("class"),
                teacher,
                List.of(new UserId("student")),
                Map.of(),
                Instant.EPOCH,
                null);
        return new Handshake(
                new ConnectionId(NUMBERS.incrementAndGet()),
                session,
                teacher,
                Role.INSTRUCTOR,
                ProtocolVersion.V1,
                0,
                AddressBlock.UNKNOWN,
                Asker.Anybody.INSTANCE);
    }

    public static ConnectionSettings withLinger(Duration linger) {
        return Records.with(DEFAULTS, set("linger", linger));
    }

    public InetSocketAddress address() {
        return http.address();
    }

    public ActorSystem<Connections.Command> system() {
        return system;
    }

    @Override
    public void close() throws InterruptedException, ExecutionException, TimeoutException {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
