package switchboard.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.client.ClientFrames.FIN;
import static switchboard.testing.client.ClientFrames.PING;
import static switchboard.testing.client.ClientFrames.TEXT;
import static switchboard.testing.client.ClientFrames.frame;
import static switchboard.testing.client.ClientFrames.text;
import static switchboard.testing.client.ClientFrames.utf8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.connection.ConnectionProtocol;
import switchboard.connection.Connections;
import switchboard.connection.RawWebSocket;
import switchboard.connection.Socket;
import switchboard.connection.SocketServer;
import switchboard.connection.outbound.Outbox;
import switchboard.net.AddressBlock;
import switchboard.net.sockets.SocketWriter;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.shares.FairBudget;
import switchboard.testing.client.ClientFrames;

/** The upgrade, and what goes over the socket. */
class WebSocketLogicTest extends WebSocketFixture {
    // ---- the upgrade

    @Test
    void acceptsWithTheKeyOfTheStandard() throws Exception {
        RawWebSocket client = connect();
        assertThat(client.responseHead())
                .startsWith("HTTP/1.1 101 ")
                .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .containsIgnoringCase("Upgrade: websocket\r\n")
                .containsIgnoringCase("Connection: upgrade\r\n")
                .doesNotContain("Sec-WebSocket-Protocol");
    }

    /** Such an attempt joined, late, and replaced the connection by which its client had come meanwhile. */
    @Test
    void anAttemptThatItsClientHasGivenUpIsNoConnection() throws IOException {
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
        public SocketWriter writer() {
            return new SocketWriter(new SocketWriter.Channel() {
                @Override
                public boolean write(ByteBuffer bytes) {
                    throw new AssertionError("nobody reads it");
                }

                @Override
                public void awaitWritable() {
                    throw new AssertionError("nothing is written");
                }
            });
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
        public void end() {
            ended = true;
        }

        @Override
        public void fail(Throwable bug) {
            throw new AssertionError(bug);
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
        RawWebSocket client = connect("Sec-WebSocket-Protocol: " + offered + "\r\n");
        assertThat(client.responseHead()).contains("Sec-WebSocket-Protocol: switchboard.v2\r\n");
    }

    @Test
    void doesNotEchoASubprotocolThatItDoesNotKnow() throws Exception {
        RawWebSocket client = connect("Sec-WebSocket-Protocol: graphql-ws\r\n");
        assertThat(client.responseHead()).startsWith("HTTP/1.1 101 ").doesNotContain("Sec-WebSocket-Protocol");
    }

    // ---- frames

    @Test
    void passesWholeMessagesOnAndWritesWhatIsQueued() throws Exception {
        RawWebSocket client = connect();
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
        RawWebSocket client = connect();
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
        RawWebSocket client = connect();
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
        RawWebSocket client = connect();
        attach();
        client.send(frame(FIN | PING, utf8("are you there")));
        RawWebSocket.Frame pong = client.read();
        assertThat(pong.opcode()).isEqualTo(ClientFrames.PONG);
        assertThat(pong.text()).isEqualTo("are you there");
    }

    /** A hundred thousand a second cost a core, and counted nowhere. */
    @ParameterizedTest
    @ValueSource(ints = {FIN | PING, FIN | ClientFrames.PONG, ClientFrames.TEXT})
    void framesThatCarryNothingCountTowardsFlooding_I5(int first) throws Exception {
        RawWebSocket client = connect();
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
        RawWebSocket client = connect();
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
        // it hands the message on and then stops reading
        connection.awaitAssert(() -> {
            assertThat(socket.liveness().silentNanos())
                    .as("the server does not read")
                    .isZero();
            return null;
        });
    }

    @Test
    void writesALargeFrameInSlicesThatTheClientSeesAsOne() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        String large = "x".repeat(300_000);
        socket.outbox().notice(utf8(large));
        socket.outbox().notice(utf8("behind"));
        assertThat(client.read().text()).isEqualTo(large);
        assertThat(client.read().text()).isEqualTo("behind");
    }

    @Test
    void tellsOfRoomAndOfTheEnd() throws Exception {
        RawWebSocket client = connect();
        Outbox outbox = attach().outbox();
        outbox.start(0, 0);
        List<EncodedMessage> many = new ArrayList<>();
        for (int seq = 1; seq <= 150; seq++) {
            many.add(new EncodedMessage(seq, utf8("m" + seq)));
        }
        long position = outbox.offer(0, 150, many);
        assertThat(position).isLessThan(150);
        connection.expectMessage(ConnectionProtocol.RoomAgain.INSTANCE);
        outbox.endAt(150, CloseReason.SESSION_ENDED, false);
        outbox.offer(position, 150, many.subList((int) position, 150));
        connection.expectMessage(ConnectionProtocol.EndReached.INSTANCE);
        assertThat(client.read().text()).contains("history_complete");
        for (int seq = 1; seq <= 150; seq++) {
            assertThat(client.read().text()).isEqualTo("m" + seq);
        }
        assertThat(client.read().text()).contains("session_ended");
    }

    // ---- violations

    @Test
    void tellsAViolationOnceAndNothingAfterIt() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        client.send(text("good"), frame(FIN | 0x70 | TEXT, utf8("bad")), text("late"), frame(FIN | 7, utf8("bad")));
        assertThat(received()).isEqualTo("good");
        connection.expectMessage(new ConnectionProtocol.Violated(CloseReason.PROTOCOL_ERROR));
        socket.outbox().close(CloseReason.PROTOCOL_ERROR.closeCode(), null);
        assertThat(client.read().closeCode()).isEqualTo(1002);
        client.send(text("later"), ClientFrames.close(1002, ""));
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void aBadCloseFrameIsAViolationAndTheAnswerToOurs() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        client.send(ClientFrames.close(1005, ""));
        connection.expectMessage(new ConnectionProtocol.Violated(CloseReason.PROTOCOL_ERROR));
        socket.outbox().close(CloseReason.PROTOCOL_ERROR.closeCode(), null);
        assertThat(client.read().closeCode()).isEqualTo(1002);
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void aViolationComesAfterTheFramesBeforeItHoweverLongTheyWait() throws Exception {
        RawWebSocket client = connect();
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
}
