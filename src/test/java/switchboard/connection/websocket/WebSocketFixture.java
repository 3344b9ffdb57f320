package switchboard.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.client.ClientFrames.text;
import static switchboard.testing.client.ClientFrames.utf8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import switchboard.connection.ConnectionProtocol;
import switchboard.connection.ConnectionSettings;
import switchboard.connection.Connections;
import switchboard.connection.RawWebSocket;
import switchboard.connection.Socket;
import switchboard.connection.SocketServer;
import switchboard.testing.RecordedEvents;

/** The logic behind a real server and real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebSocketFixture {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Connections.Opened> opened = new LinkedBlockingQueue<>();
    private final List<RawWebSocket> clients = new ArrayList<>();
    private final RecordedEvents log = new RecordedEvents();
    volatile ConnectionSettings settings = SocketServer.DEFAULTS;
    SocketServer server;
    TestProbe<ConnectionProtocol.Command> connection;

    /** The server's side of the client that connected last. */
    Socket socket;

    @BeforeAll
    void start() throws Exception {
        log.start();
        rootLogger().addAppender(log);
        server = SocketServer.start(
                recordOpened(), (connections, ports) -> SocketServer.socket(settings, connections, ports), 0);
    }

    @BeforeEach
    void begin() {
        settings = SocketServer.DEFAULTS;
        connection = TestProbe.create(ConnectionProtocol.Command.class, server.system());
    }

    @AfterEach
    void disconnect() throws IOException {
        for (RawWebSocket client : clients) {
            client.close();
        }
        clients.clear();
    }

    @AfterAll
    void nothingWorthAWarningHappened() throws Exception {
        server.close();
        rootLogger().detachAppender(log);
        // Other tests run beside this one and log what they provoke: only what our own actor system says counts.
        assertThat(log.soFar())
                .filteredOn(event ->
                        event.getThreadName().startsWith(server.system().name()))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN)
                        || event.getFormattedMessage().contains("dead letter"))
                .isEmpty();
    }

    private static Logger rootLogger() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private Behavior<Connections.Command> recordOpened() {
        return Behaviors.receive(Connections.Command.class)
                .onMessage(Connections.Opened.class, message -> {
                    opened.add(message);
                    return Behaviors.same();
                })
                .build();
    }

    RawWebSocket connect() throws Exception {
        return connect("");
    }

    /**
     * Waits for the server's side too: the socket that a test then attaches to is its own, not one of the test before.
     */
    RawWebSocket connect(String headers) throws Exception {
        RawWebSocket client = RawWebSocket.connect(server.address(), headers);
        clients.add(client);
        Connections.Opened next = opened.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a socket that opened").isNotNull();
        socket = next.socket();
        return client;
    }

    Socket attach() {
        socket.attach(connection.ref());
        return socket;
    }

    String received() {
        ConnectionProtocol.TextReceived text =
                connection.expectMessageClass(ConnectionProtocol.TextReceived.class, PATIENCE);
        return new String(text.payload(), StandardCharsets.UTF_8);
    }

    void expectClosed() {
        connection.expectMessage(PATIENCE, ConnectionProtocol.SocketClosed.INSTANCE);
        expectNothingMore();
    }

    void expectNothingMore() {
        connection.expectNoMessage(Duration.ZERO);
    }

    /** Queues more than the kernel takes while the peer reads nothing. */
    void fillUntilStuck(Socket socket) {
        byte[] chunk = utf8("y".repeat(16_000));
        connection.awaitAssert(PATIENCE, () -> {
            socket.outbox().notice(chunk);
            assertThat(socket.liveness().stuckNanos())
                    .isGreaterThan(Duration.ofMillis(100).toNanos());
            return null;
        });
    }
}
