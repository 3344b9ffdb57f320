package switchboard.connection;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Role;
import switchboard.protocol.SessionId;
import switchboard.protocol.SessionInfo;
import switchboard.protocol.SessionName;
import switchboard.protocol.UserId;
import switchboard.session.ConnectionId;
import switchboard.settings.SettingsReader;

/** A pekko-http server on a free port that upgrades every request to a stage of ours; who gets the sockets is given. */
final class SocketServer implements AutoCloseable {
    static final ConnectionSettings DEFAULTS =
            ConnectionSettings.from(new SettingsReader(ConfigFactory.defaultReference()));

    /** What the server asks of its sockets too: a client that has stopped reading shows soon. */
    private static final Config CONFIG = ConfigFactory.parseString(
                    "pekko.http.server { socket-options.so-send-buffer-size = 64 KiB, backlog = 1024 }")
            .withFallback(ConfigFactory.load());

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final ActorSystem<Connections.Command> system;
    private final ServerBinding binding;

    private SocketServer(ActorSystem<Connections.Command> system, ServerBinding binding) {
        this.system = system;
        this.binding = binding;
    }

    /** @param stages makes the stage of a socket, given whom it tells that it opened */
    static SocketServer start(
            Behavior<Connections.Command> connections,
            Function<ActorRef<Connections.Command>, WebSocketStage> stages,
            int port)
            throws InterruptedException, ExecutionException, TimeoutException {
        ActorSystem<Connections.Command> system = ActorSystem.create(connections, "sockets", CONFIG);
        CompletionStage<ServerBinding> bound = Http.get(system)
                .newServerAt("127.0.0.1", port)
                .bindSync(request -> Upgrade.of(request)
                        .map(upgrade -> upgrade.accept(stages.apply(system)))
                        .orElseGet(() -> HttpResponse.create().withStatus(426)));
        return new SocketServer(system, bound.toCompletableFuture().get(10, TimeUnit.SECONDS));
    }

    static WebSocketStage stage(ConnectionSettings settings, ActorRef<Connections.Command> connections) {
        return new WebSocketStage(handshake(), settings, connections, Clock.systemUTC(), System::nanoTime);
    }

    static Handshake handshake() {
        UserId teacher = new UserId("teacher");
        SessionInfo session = new SessionInfo(
                SessionId.next(),
                new SessionName("class"),
                teacher,
                List.of(new UserId("student")),
                Instant.EPOCH,
                null);
        return new Handshake(
                new ConnectionId(NUMBERS.incrementAndGet()), session, teacher, Role.INSTRUCTOR, ProtocolVersion.V1, 0);
    }

    static ConnectionSettings withLinger(Duration linger) {
        ConnectionSettings d = DEFAULTS;
        return new ConnectionSettings(
                d.queueFrames(),
                d.queueBytes(),
                d.notices(),
                d.unansweredFrames(),
                d.writeBytes(),
                d.maxMessage(),
                d.pingInterval(),
                d.silenceTimeout(),
                d.slowTimeout(),
                linger,
                d.endedGrace(),
                d.replayTimeout(),
                d.answerTimeout(),
                d.sweepInterval());
    }

    InetSocketAddress address() {
        return binding.localAddress();
    }

    ActorSystem<Connections.Command> system() {
        return system;
    }

    @Override
    public void close() throws InterruptedException, ExecutionException, TimeoutException {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
