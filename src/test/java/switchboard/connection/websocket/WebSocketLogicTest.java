package switchboard.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.ClientFrames.FIN;
import static switchboard.testing.ClientFrames.PING;
import static switchboard.testing.ClientFrames.TEXT;
import static switchboard.testing.ClientFrames.frame;
import static switchboard.testing.ClientFrames.text;
import static switchboard.testing.ClientFrames.utf8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import switchboard.connection.ConnectionProtocol;
import switchboard.connection.ConnectionSettings;
import switchboard.connection.Connections;
import switchboard.connection.RawClient;
import switchboard.connection.Socket;
import switchboard.connection.SocketServer;
import switchboard.connection.outbound.Outbox;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.shares.FairBudget;
import switchboard.testing.ClientFrames;

/** The logic behind a real server and a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketLogicTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Connections.Opened> opened = new LinkedBlockingQueue<>();
    private final List<RawClient> clients = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private volatile ConnectionSettings settings = SocketServer.DEFAULTS;
    private SocketServer server;
    private TestProbe<ConnectionProtocol.Command> connection;

    /** The server's side of the client that connected last. */
    private Socket socket;

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
        for (RawClient client : clients) {
            client.close();
        }
        clients.clear();
    }

    @AfterAll
    void nothingWorthAWarningHappened() throws Exception {
        server.close();
        rootLogger().detachAppender(log);
        // Other tests run beside this one and log what they provoke: only what our own actor system says counts.
        assertThat(log.list)
                .filteredOn(event ->
                        event.getThreadName().startsWith(server.system().name()))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN)
                        || event.getFormattedMessage().contains("dead letter"))
                .isEmpty();
    }

    // ---- the upgrade

    @Test
    void acceptsWithTheKeyOfTheStandard() throws Exception {
        RawClient client = connect();
        assertThat(client.responseHead())
                .startsWith("HTTP/1.1 101 ")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .containsIgnoringCase("Upgrade: websocket\r\n")
                .containsIgnoringCase("Connection: upgrade\r\n")
                .doesNotContain("Sec-WebSocket-Protocol");
    }

    /** Such an attempt was seated, late, and replaced the connection by which its client had come meanwhile. */
    @Test
    void anAttemptThatItsClientHasGivenUpIsNoConnection() {
        TestProbe<Connections.Command> connections = TestProbe.create(Connections.Command.class, server.system());
        GivenUp ports = new GivenUp();
        WebSocketLogic logic = SocketServer.socket(settings, connections.getRef(), ports);
        logic.begin();
        logic.received(ByteString.fromArray(text("?")));
        logic.inputEnded();
        assertThat(ports.ended).isTrue();
        logic.stopped();
        connections.expectNoMessage(Duration.ZERO);
    }

    /** Of a client that ended its side before its upgrade was answered. */
    private static final class GivenUp implements SocketPorts {
        private boolean ended;

        @Override
        public boolean canWrite() {
            return false;
        }

        @Override
        public void write(ByteString bytes) {
            throw new AssertionError("nobody reads it");
        }

        @Override
        public void read() {
            throw new AssertionError("nothing comes any more");
        }

        @Override
        public boolean inputEnded() {
            return true;
        }

        @Override
        public FairBudget.Share incoming(Runnable giveWay) {
            return new FairBudget(0).share(AddressBlock.UNKNOWN, giveWay);
        }

        @Override
        public void endOutput() {}

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void abort() {
            ended = true;
        }

        @Override
        public void schedule(Object key, Duration in) {}

        @Override
        public void cancel(Object key) {}

        @Override
        public Runnable onOurThread(Runnable action) {
            return action;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"switchboard.v2", "other, switchboard.v2"})
    void echoesTheSecondVersionWhereItIsOffered(String offered) throws Exception {
        RawClient client = connect("Sec-WebSocket-Protocol: " + offered + "\r\n");
        assertThat(client.responseHead()).contains("Sec-WebSocket-Protocol: switchboard.v2\r\n");
    }

    @Test
    void doesNotEchoASubprotocolThatItDoesNotKnow() throws Exception {
        RawClient client = connect("Sec-WebSocket-Protocol: graphql-ws\r\n");
        assertThat(client.responseHead()).startsWith("HTTP/1.1 101 ").doesNotContain("Sec-WebSocket-Protocol");
    }

    // ---- frames

    @Test
    void passesWholeMessagesOnAndWritesWhatIsQueued() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        client.send(text("hello"), frame(FIN | ClientFrames.BINARY, new byte[3]), text("wörld"));
        assertThat(received()).isEqualTo("hello");
        connection.expectMessage(ConnectionProtocol.BinaryReceived.INSTANCE);
        assertThat(received()).isEqualTo("wörld");
        socket.outbox().notice(utf8("answer"));
        assertThat(client.read().text()).isEqualTo("answer");
    }

    @Test
    void deliversWhatCameBeforeTheConnectionWasThere() throws Exception {
        RawClient client = connect();
        client.send(text("early"), text("second"));
        socket.outbox().notice(utf8("first answer"));
        assertThat(client.read().text()).isEqualTo("first answer");
        socket.attach(connection.ref());
        assertThat(received()).isEqualTo("early");
        assertThat(received()).isEqualTo("second");
    }

    /**
     * Once, a replay stood still: its connection was spawned and offered to before it was attached, and missed this.
     */
    @Test
    void tellsWhatTheOutboxSaidBeforeTheConnectionWasThere() throws Exception {
        RawClient client = connect();
        List<EncodedMessage> more = new ArrayList<>();
        for (int seq = 1; seq <= 150; seq++) {
            more.add(new EncodedMessage(seq, utf8("m" + seq)));
        }
        socket.outbox().start(0, 150);
        assertThat(socket.outbox().offer(0, 150, more)).isEqualTo(100);
        for (int seq = 1; seq <= 100; seq++) {
            assertThat(client.read().text()).isEqualTo("m" + seq);
        }
        socket.attach(connection.ref());
        connection.expectMessage(PATIENCE, ConnectionProtocol.RoomAgain.INSTANCE);
    }

    @Test
    void answersPings() throws Exception {
        RawClient client = connect();
        attach();
        client.send(frame(FIN | PING, utf8("are you there")));
        RawClient.Frame pong = client.read();
        assertThat(pong.opcode()).isEqualTo(ClientFrames.PONG);
        assertThat(pong.text()).isEqualTo("are you there");
    }

    /** A hundred thousand a second cost a core, and counted nowhere. */
    @ParameterizedTest
    @ValueSource(ints = {FIN | PING, FIN | ClientFrames.PONG, ClientFrames.TEXT})
    void framesThatCarryNothingCountTowardsFlooding_I5(int first) throws Exception {
        RawClient client = connect();
        attach();
        client.send(frame(first, new byte[0]));
        for (int i = 1; i < settings.controlFrames(); i++) {
            client.send(frame(first == ClientFrames.TEXT ? ClientFrames.CONTINUATION : first, new byte[0]));
        }
        client.send(frame(FIN | PING, utf8("within")));
        connection.expectMessage(new ConnectionProtocol.Violated(CloseReason.FLOODING));
    }

    @Test
    void handsOnNoMoreThanMayBeUnanswered() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        byte[][] texts = new byte[40][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text("message " + i);
        }
        client.send(texts);
        for (int i = 0; i < 16; i++) {
            assertThat(received()).isEqualTo("message " + i);
        }
        for (int i = 16; i < texts.length; i++) {
            socket.outbox().notice(utf8("tick"));
            assertThat(client.read().text()).isEqualTo("tick");
            connection.expectNoMessage(Duration.ZERO);
            socket.outbox().answered();
            assertThat(received()).isEqualTo("message " + i);
        }
        assertThat(socket.liveness().silentNanos())
                .as("the server does not read")
                .isZero();
    }

    @Test
    void writesALargeFrameInSlicesThatTheClientSeesAsOne() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        String large = "x".repeat(300_000);
        socket.outbox().notice(utf8(large));
        socket.outbox().notice(utf8("behind"));
        assertThat(client.read().text()).isEqualTo(large);
        assertThat(client.read().text()).isEqualTo("behind");
    }

    @Test
    void tellsOfRoomAndOfTheEnd() throws Exception {
        RawClient client = connect();
        Outbox outbox = attach().outbox();
        outbox.start(0, 0);
        List<EncodedMessage> many = new ArrayList<>();
        for (int seq = 1; seq <= 150; seq++) {
            many.add(new EncodedMessage(seq, utf8("m" + seq)));
        }
        long position = outbox.offer(0, 150, many);
        assertThat(position).isLessThan(150);
        connection.expectMessage(ConnectionProtocol.RoomAgain.INSTANCE);
        outbox.endAt(150, false);
        outbox.offer(position, 150, many.subList((int) position, 150));
        connection.expectMessage(ConnectionProtocol.EndReached.INSTANCE);
        assertThat(client.read().text()).contains("history_complete");
        for (int seq = 1; seq <= 150; seq++) {
            assertThat(client.read().text()).isEqualTo("m" + seq);
        }
        assertThat(client.read().text()).contains("session_ended");
    }

    // ---- the peer's close

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999})
    void echoesTheCloseOfThePeerThenCloses(int code) throws Exception {
        RawClient client = connect();
        attach();
        client.send(text("last words"), ClientFrames.close(code, "bye"));
        assertThat(received()).isEqualTo("last words");
        assertThat(client.read().closeCode()).isEqualTo(code);
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void answersACloseWithoutCodeWith1000() throws Exception {
        RawClient client = connect();
        attach();
        client.send(frame(FIN | ClientFrames.CLOSE, new byte[0]));
        assertThat(client.read().closeCode()).isEqualTo(1000);
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void endsWhenThePeerIsGoneWithoutAClose() throws Exception {
        RawClient client = connect();
        attach();
        client.send(text("last words"));
        client.close();
        assertThat(received()).isEqualTo("last words");
        expectClosed();
    }

    @Test
    void looksAtWhatCameBeforeTheEndOfInput() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        for (int i = 0; i < 20; i++) {
            client.send(text("message " + i));
        }
        client.shutdownOutput();
        for (int i = 0; i < 20; i++) {
            assertThat(received()).isEqualTo("message " + i);
            socket.outbox().answered();
        }
        expectClosed();
    }

    // ---- our close

    @Test
    void closesAfterWhatIsQueuedAndWaitsForTheAnswer() throws Exception {
        RawClient client = connect();
        Outbox outbox = attach().outbox();
        outbox.notice(utf8("queued"));
        outbox.close(4001, utf8("the last frame"));
        assertThat(client.read().text()).isEqualTo("queued");
        assertThat(client.read().text()).isEqualTo("the last frame");
        assertThat(client.read().closeCode()).isEqualTo(4001);
        client.send(text("too late"), ClientFrames.close(4001, ""));
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    /** With unread input the kernel resets the connection, and the reset eats the close frame. */
    @Test
    void theCloseFrameArrivesEvenIfThePeerKeepsSending() throws Exception {
        RawClient client = connect();
        Outbox outbox = attach().outbox();
        byte[] chatter = text("x".repeat(10_000));
        for (int i = 0; i < 30; i++) {
            client.send(chatter);
        }
        outbox.closeNow(1012, utf8("closing"));
        for (int i = 0; i < 300; i++) {
            client.send(chatter);
        }
        assertThat(client.read().text()).isEqualTo("closing");
        assertThat(client.read().closeCode()).isEqualTo(1012);
        client.send(ClientFrames.close(1012, ""));
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
    }

    @Test
    void endsAfterTheLingerTimeIfThePeerDoesNotAnswer() throws Exception {
        settings = SocketServer.withLinger(Duration.ofMillis(200));
        RawClient client = connect();
        attach().outbox().close(4001, null);
        assertThat(client.read().closeCode()).isEqualTo(4001);
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void theLingerTimeCanBeShortenedLater() throws Exception {
        settings = SocketServer.withLinger(Duration.ofHours(1));
        RawClient client = connect();
        Socket socket = attach();
        socket.outbox().close(4001, null);
        assertThat(client.read().closeCode()).isEqualTo(4001);
        socket.lingerFor(Duration.ofMillis(100));
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void anEndOfInputIsAnAnswerToOurClose() throws Exception {
        RawClient client = connect();
        attach().outbox().close(4001, null);
        assertThat(client.read().closeCode()).isEqualTo(4001);
        client.close();
        expectClosed();
    }

    // ---- peers that do not read

    @Test
    void aPeerThatDoesNotReadShowsInThePulseAndIsResetAfterTheLingerTime() throws Exception {
        settings = SocketServer.withLinger(Duration.ofMillis(200));
        RawClient client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        socket.outbox().closeNow(4008, utf8("closing"));
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawClient.End.RESET);
    }

    @Test
    void aPeerThatDoesNotReadIsResetEvenIfItSentAClose() throws Exception {
        settings = SocketServer.withLinger(Duration.ofMillis(200));
        RawClient client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        client.send(ClientFrames.close(1000, ""));
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawClient.End.RESET);
    }

    @Test
    void aPeerThatReadsAgainGetsTheCloseFrame() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        socket.outbox().closeNow(4008, utf8("closing"));
        RawClient.Frame frame = client.read();
        while (frame.opcode() == TEXT && !frame.text().equals("closing")) {
            frame = client.read();
        }
        assertThat(frame.text()).isEqualTo("closing");
        assertThat(client.read().closeCode()).isEqualTo(4008);
        client.send(ClientFrames.close(4008, ""));
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void aPeerThatDoesNotReadAndIsGoneEnds() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        client.shutdownOutput();
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawClient.End.RESET);
    }

    // ---- violations

    @Test
    void tellsAViolationOnceAndNothingAfterIt() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        client.send(text("good"), frame(FIN | 0x70 | TEXT, utf8("bad")), text("late"), frame(FIN | 7, utf8("bad")));
        assertThat(received()).isEqualTo("good");
        connection.expectMessage(new ConnectionProtocol.Violated(CloseReason.PROTOCOL_ERROR));
        socket.outbox().close(CloseReason.PROTOCOL_ERROR.closeCode(), null);
        assertThat(client.read().closeCode()).isEqualTo(1002);
        client.send(text("later"), ClientFrames.close(1002, ""));
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void aBadCloseFrameIsAViolationAndTheAnswerToOurs() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        client.send(ClientFrames.close(1005, ""));
        connection.expectMessage(new ConnectionProtocol.Violated(CloseReason.PROTOCOL_ERROR));
        socket.outbox().close(CloseReason.PROTOCOL_ERROR.closeCode(), null);
        assertThat(client.read().closeCode()).isEqualTo(1002);
        assertThat(client.readEnd()).isEqualTo(RawClient.End.CLOSED);
        expectClosed();
    }

    @Test
    void aViolationComesAfterTheFramesBeforeItHoweverLongTheyWait() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        byte[][] texts = new byte[17][];
        for (int i = 0; i < 17; i++) {
            texts[i] = text("message " + i);
        }
        client.send(ClientFrames.concat(texts), ClientFrames.unmasked(FIN | TEXT, utf8("bad")));
        for (int i = 0; i < 16; i++) {
            assertThat(received()).isEqualTo("message " + i);
        }
        socket.outbox().answered();
        assertThat(received()).isEqualTo("message 16");
        socket.outbox().answered();
        connection.expectMessage(new ConnectionProtocol.Violated(CloseReason.PROTOCOL_ERROR));
    }

    // ---- ends of other kinds

    @Test
    void abortResetsTheSocket() throws Exception {
        RawClient client = connect();
        Socket socket = attach();
        socket.abort();
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawClient.End.RESET);
        socket.abort();
        socket.outbox().notice(utf8("nobody reads this"));
        socket.outbox().close(1000, null);
        socket.lingerFor(Duration.ofMillis(1));
        expectNothingMore();
    }

    @Test
    void aConnectionThatComesTooLateIsToldAtOnce() throws Exception {
        RawClient client = connect();
        client.close();
        socket.abort();
        socket.attach(connection.ref());
        expectClosed();
    }

    @Test
    void aSocketThatNobodyTakesIsReset() throws Exception {
        ConnectionSettings d = settings;
        settings = new ConnectionSettings(
                d.queueFrames(),
                d.queueBytes(),
                d.allQueuesBytes(),
                d.notices(),
                d.unansweredFrames(),
                d.writeBytes(),
                d.maxMessage(),
                d.controlFrames(),
                d.inflowBytes(),
                d.messageWithin(),
                d.pingInterval(),
                d.silenceTimeout(),
                d.slowTimeout(),
                d.linger(),
                d.endedGrace(),
                d.replayTimeout(),
                Duration.ofMillis(100),
                d.sweepInterval());
        RawClient client = connect();
        assertThat(client.readEnd()).isEqualTo(RawClient.End.RESET);
    }

    // ----

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

    private RawClient connect() throws Exception {
        return connect("");
    }

    /**
     * Waits for the server's side too: the socket that a test then attaches to is its own, not one of the test before.
     */
    private RawClient connect(String headers) throws Exception {
        RawClient client = RawClient.connect(server.address(), headers);
        clients.add(client);
        Connections.Opened next = opened.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(next).as("a socket that opened").isNotNull();
        socket = next.socket();
        return client;
    }

    private Socket attach() {
        socket.attach(connection.ref());
        return socket;
    }

    private String received() {
        ConnectionProtocol.TextReceived text =
                connection.expectMessageClass(ConnectionProtocol.TextReceived.class, PATIENCE);
        return new String(text.payload(), StandardCharsets.UTF_8);
    }

    private void expectClosed() {
        connection.expectMessage(PATIENCE, ConnectionProtocol.SocketClosed.INSTANCE);
        expectNothingMore();
    }

    private void expectNothingMore() {
        connection.expectNoMessage(Duration.ZERO);
    }

    /** Queues more than the kernel and the stage take while the peer reads nothing. */
    private void fillUntilStuck(Socket socket) {
        byte[] chunk = utf8("y".repeat(16_000));
        connection.awaitAssert(PATIENCE, () -> {
            socket.outbox().notice(chunk);
            assertThat(socket.liveness().stuckNanos())
                    .isGreaterThan(Duration.ofMillis(100).toNanos());
            return null;
        });
    }
}
