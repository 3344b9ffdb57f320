package switchboard.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;
import static switchboard.testing.client.ClientFrames.FIN;
import static switchboard.testing.client.ClientFrames.TEXT;
import static switchboard.testing.client.ClientFrames.frame;
import static switchboard.testing.client.ClientFrames.text;
import static switchboard.testing.client.ClientFrames.utf8;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import switchboard.connection.RawWebSocket;
import switchboard.connection.Socket;
import switchboard.connection.SocketServer;
import switchboard.connection.outbound.Outbox;
import switchboard.testing.Records;
import switchboard.testing.client.ClientFrames;

/** How a socket ends, whoever begins it. */
class WebSocketEndTest extends WebSocketFixture {
    // ---- the peer's close

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999})
    void echoesTheCloseOfThePeerThenCloses(int code) throws Exception {
        RawWebSocket client = connect();
        attach();
        client.send(text("last words"), ClientFrames.close(code, "bye"));
        assertThat(received()).isEqualTo("last words");
        assertThat(client.read().closeCode()).isEqualTo(code);
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void answersACloseWithoutCodeWith1000() throws Exception {
        RawWebSocket client = connect();
        attach();
        client.send(frame(FIN | ClientFrames.CLOSE, new byte[0]));
        assertThat(client.read().closeCode()).isEqualTo(1000);
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void endsWhenThePeerIsGoneWithoutAClose() throws Exception {
        RawWebSocket client = connect();
        attach();
        client.send(text("last words"));
        client.close();
        assertThat(received()).isEqualTo("last words");
        expectClosed();
    }

    @Test
    void looksAtWhatCameBeforeTheEndOfInput() throws Exception {
        RawWebSocket client = connect();
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
        RawWebSocket client = connect();
        Outbox outbox = attach().outbox();
        outbox.notice(utf8("queued"));
        outbox.close(4001, utf8("the last frame"));
        assertThat(client.read().text()).isEqualTo("queued");
        assertThat(client.read().text()).isEqualTo("the last frame");
        assertThat(client.read().closeCode()).isEqualTo(4001);
        client.send(text("too late"), ClientFrames.close(4001, ""));
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    /** With unread input the kernel resets the connection, and the reset eats the close frame. */
    @Test
    void theCloseFrameArrivesEvenIfThePeerKeepsSending() throws Exception {
        RawWebSocket client = connect();
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
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
    }

    @Test
    void endsAfterTheLingerTimeIfThePeerDoesNotAnswer() throws Exception {
        settings = SocketServer.withLinger(Duration.ofMillis(200));
        RawWebSocket client = connect();
        attach().outbox().close(4001, null);
        assertThat(client.read().closeCode()).isEqualTo(4001);
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void theLingerTimeCanBeShortenedLater() throws Exception {
        settings = SocketServer.withLinger(Duration.ofHours(1));
        RawWebSocket client = connect();
        Socket socket = attach();
        socket.outbox().close(4001, null);
        assertThat(client.read().closeCode()).isEqualTo(4001);
        socket.lingerFor(Duration.ofMillis(100));
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void anEndOfInputIsAnAnswerToOurClose() throws Exception {
        RawWebSocket client = connect();
        attach().outbox().close(4001, null);
        assertThat(client.read().closeCode()).isEqualTo(4001);
        client.close();
        expectClosed();
    }

    // ---- peers that do not read

    @Test
    void aPeerThatDoesNotReadShowsInItsLivenessAndIsResetAfterTheLingerTime() throws Exception {
        settings = SocketServer.withLinger(Duration.ofMillis(200));
        RawWebSocket client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        socket.outbox().closeNow(4008, utf8("closing"));
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.RESET);
    }

    @Test
    void aPeerThatDoesNotReadIsResetEvenIfItSentAClose() throws Exception {
        settings = SocketServer.withLinger(Duration.ofMillis(200));
        RawWebSocket client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        client.send(ClientFrames.close(1000, ""));
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.RESET);
    }

    @Test
    void aPeerThatReadsAgainGetsTheCloseFrame() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        socket.outbox().closeNow(4008, utf8("closing"));
        RawWebSocket.Frame frame = client.read();
        while (frame.opcode() == TEXT && !frame.text().equals("closing")) {
            frame = client.read();
        }
        assertThat(frame.text()).isEqualTo("closing");
        assertThat(client.read().closeCode()).isEqualTo(4008);
        client.send(ClientFrames.close(4008, ""));
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    @Test
    void aPeerThatDoesNotReadAndIsGoneEnds() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        fillUntilStuck(socket);
        client.shutdownOutput();
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.RESET);
    }

    // ---- peers that reset, or say nothing more

    @Test
    void aPeerThatResetsEnds() throws Exception {
        RawWebSocket client = connect();
        attach();
        client.send(text("last words"));
        assertThat(received()).isEqualTo("last words");
        client.reset();
        expectClosed();
    }

    /** By the thread that waits for full sockets: nobody else writes there. */
    @Test
    void aPeerThatResetsWhileItDoesNotReadEnds() throws Exception {
        RawWebSocket client = connect();
        fillUntilStuck(attach());
        client.reset();
        expectClosed();
    }

    /** By whoever has something for it, who is not disturbed by that. */
    @Test
    void aPeerThatIsGoneWhileItIsWrittenToEndsAndNobodyElseFails() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        client.reset();
        for (int i = 0; i < 100; i++) {
            socket.outbox().notice(utf8("nobody reads this"));
        }
        expectClosed();
        socket.outbox().notice(utf8("nor this"));
        expectNothingMore();
    }

    @Test
    void aPeerThatHasEndedItsSideGetsWhatWasWrittenBeforeItIsClosed() throws Exception {
        RawWebSocket client = connect();
        Outbox outbox = attach().outbox();
        outbox.notice(utf8("before"));
        outbox.close(4001, utf8("closing"));
        client.shutdownOutput();
        assertThat(client.read().text()).isEqualTo("before");
        assertThat(client.read().text()).isEqualTo("closing");
        assertThat(client.read().closeCode()).isEqualTo(4001);
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.CLOSED);
        expectClosed();
    }

    // ---- ends of other kinds

    @Test
    void abortResetsTheSocket() throws Exception {
        RawWebSocket client = connect();
        Socket socket = attach();
        socket.abort();
        expectClosed();
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.RESET);
        socket.abort();
        socket.outbox().notice(utf8("nobody reads this"));
        socket.outbox().close(1000, null);
        socket.lingerFor(Duration.ofMillis(1));
        expectNothingMore();
    }

    @Test
    void aConnectionThatComesTooLateIsToldAtOnce() throws Exception {
        RawWebSocket client = connect();
        client.close();
        socket.abort();
        socket.attach(connection.ref());
        expectClosed();
    }

    @Test
    void aSocketThatNobodyTakesIsReset() throws Exception {
        settings = Records.with(settings, set("answerTimeout", Duration.ofMillis(100)));
        RawWebSocket client = connect();
        assertThat(client.readEnd()).isEqualTo(RawWebSocket.End.RESET);
    }
}
