package switchboard.testing.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import switchboard.testing.Drafts;
import switchboard.testing.client.Received.Closed;
import switchboard.testing.client.Received.Ended;
import switchboard.testing.client.Received.Text;
import switchboard.testing.server.ReadGate;

/**
 * A WebSocket client that keeps every frame and close, in order, and shares no code with the server.
 *
 * <pre>{@code
 * try (RecordingClient alice = RecordingClient.to("127.0.0.1", port, "/ws?user_id=alice&…").open()) {
 *     alice.awaitSystem("history_complete");
 *     alice.send(Drafts.question("why?"));
 *     Text answer = alice.awaitMessage();
 * }
 * }</pre>
 *
 * <p>The methods that wait begin where the wait before ended, so nothing that came meanwhile is missed; they pass what
 * they do not look for. They fail the test, and show what was received, when the deadline (10 s) is over or the
 * connection ends first.
 *
 * <p>What is sent is queued and written by a thread of its own: a server that does not read does not block the test,
 * nor the answers to its pings. A ping is answered, and a close, unless told otherwise. Thread-safe.
 */
public final class RecordingClient implements AutoCloseable {

    private final Socket socket;
    private final ReadGate gate;
    private final ServerFrames frames;
    private final Answer handshake;
    private volatile Duration deadline;
    private final boolean answersPings;
    private final boolean answersCloses;
    private final Recording recording = new Recording();
    private final SendQueue sending;
    private final Thread reader;
    private volatile boolean closeSent;
    private volatile boolean closedHere;

    RecordingClient(Opening opening, Socket socket, ReadGate gate, ServerFrames frames, Answer handshake)
            throws IOException {
        this.socket = socket;
        this.gate = gate;
        this.frames = frames;
        this.handshake = handshake;
        deadline = opening.deadline();
        answersPings = opening.answersPings();
        answersCloses = opening.answersCloses();
        if (!opening.reads()) {
            gate.hold();
        }
        sending = new SendQueue(socket.getOutputStream(), "client-writer " + opening.pathAndQuery());
        reader = new Thread(this::readAll, "client-reader " + opening.pathAndQuery());
        reader.setDaemon(true);
        reader.start();
    }

    public static Opening to(String host, int port, String pathAndQuery) {
        return new Opening(host, port, pathAndQuery);
    }

    // ---- what was received

    /** The server's 101. */
    public Answer handshake() {
        return handshake;
    }

    /** Everything so far, in order. */
    public List<Received> received() {
        return recording.all();
    }

    /** What no wait has passed yet. */
    public List<Received> unread() {
        return recording.unread();
    }

    /** Every text frame so far. */
    public List<Text> texts() {
        return texts(recording.all());
    }

    /** Every routed message so far. */
    public List<Text> messages() {
        return texts().stream().filter(Text::isMessage).toList();
    }

    /** Every system frame of this event so far. */
    public List<Text> systems(String event) {
        return texts().stream().filter(text -> text.isSystem(event)).toList();
    }

    private static List<Text> texts(List<Received> received) {
        return received.stream()
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .toList();
    }

    // ---- waiting

    /** From now on, for every wait. */
    public RecordingClient deadline(Duration time) {
        deadline = time;
        return this;
    }

    /** The next text frame, whatever it is. */
    public Text next() {
        return awaitUntil(text -> true, "a text frame");
    }

    /** The next system frame of this event. */
    public Text awaitSystem(String event) {
        return awaitUntil(text -> text.isSystem(event), "system frame " + event);
    }

    /** The next {@code message_error} of this code. */
    public Text awaitError(String code) {
        return awaitUntil(text -> text.isSystem("message_error") && text.code().equals(code), "message_error " + code);
    }

    /** The next routed message. */
    public Text awaitMessage() {
        return awaitMessages(1).get(0);
    }

    /** The next {@code count} routed messages. */
    public List<Text> awaitMessages(int count) {
        return texts(recording.await(
                count, received -> received instanceof Text text && text.isMessage(), count + " messages", deadline));
    }

    /** The next text frame of which this holds. */
    public Text awaitUntil(Predicate<Text> wanted) {
        return awaitUntil(wanted, "a certain text frame");
    }

    /** As {@link #awaitUntil(Predicate)}, with what is wanted in words for the failure. */
    public Text awaitUntil(Predicate<Text> wanted, String inWords) {
        return (Text) awaitAny(received -> received instanceof Text text && wanted.test(text), inWords);
    }

    public Received.Binary awaitBinary() {
        return (Received.Binary) awaitAny(Received.Binary.class::isInstance, "a binary message");
    }

    public Received.Ping awaitPing() {
        return (Received.Ping) awaitAny(Received.Ping.class::isInstance, "a ping");
    }

    public Received.Pong awaitPong() {
        return (Received.Pong) awaitAny(Received.Pong.class::isInstance, "a pong");
    }

    /** The server's close frame. */
    public Closed awaitClose() {
        return (Closed) awaitAny(Closed.class::isInstance, "a close frame");
    }

    /** The server's close frame, which must have this code. */
    public Closed awaitClose(int code) {
        Closed closed = awaitClose();
        if (closed.code() != code) {
            throw new AssertionError(
                    "close code " + closed.code() + " (expected: " + code + "); received: " + received());
        }
        return closed;
    }

    /** The end of the connection, with or without a close frame before. */
    public Ended awaitEnd() {
        return (Ended) awaitAny(Ended.class::isInstance, "the end of the connection");
    }

    private Received awaitAny(Predicate<Received> wanted, String inWords) {
        return recording.await(1, wanted, inWords, deadline).get(0);
    }

    // ---- sending

    /** Sends one text message. */
    public RecordingClient send(String text) {
        return sendFrame(true, ClientFrames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one text message. */
    public RecordingClient send(Drafts draft) {
        return send(draft.json());
    }

    public RecordingClient sendBinary(byte[] bytes) {
        return sendFrame(true, ClientFrames.BINARY, bytes);
    }

    /** Sends one text message in as many frames as there are parts. */
    public RecordingClient sendFragments(String... parts) {
        for (int i = 0; i < parts.length; i++) {
            sendFrame(
                    i == parts.length - 1,
                    i == 0 ? ClientFrames.TEXT : ClientFrames.CONTINUATION,
                    parts[i].getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    public RecordingClient ping(String payload) {
        return sendFrame(true, ClientFrames.PING, payload.getBytes(StandardCharsets.UTF_8));
    }

    public RecordingClient pong(String payload) {
        return sendFrame(true, ClientFrames.PONG, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Any frame, also one that the standard forbids; masked. */
    public RecordingClient sendFrame(boolean fin, int opcode, byte[] payload) {
        return sendRaw(ClientFrames.frame(
                (fin ? ClientFrames.FIN : 0) | opcode,
                payload,
                ThreadLocalRandom.current().nextInt()));
    }

    /** Any bytes. */
    public RecordingClient sendRaw(byte[] bytes) {
        sending.add(bytes);
        return this;
    }

    /** Waits until the kernel took everything that was sent so far. */
    public RecordingClient awaitSent() {
        sending.awaitWritten(deadline);
        return this;
    }

    // ---- behaving badly, and ending

    /** Takes nothing more from the socket, but for one read that may be under way; nothing more is recorded. */
    public RecordingClient stopReading() {
        gate.hold();
        return this;
    }

    public RecordingClient resumeReading() {
        gate.release();
        return this;
    }

    /** Sends a close frame; the server's own, and its end of the connection, are recorded as usual. */
    public RecordingClient close(int code) {
        return close(code, "");
    }

    public RecordingClient close(int code, String reason) {
        closeSent = true;
        return sendFrame(true, ClientFrames.CLOSE, ClientFrames.closePayload(code, ClientFrames.utf8(reason)));
    }

    /** Tears the connection: the server sees a reset, and what was queued is dropped. */
    public void abort() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException alreadyClosed) {
            // Then there is nothing left to tear.
        }
        endHere();
    }

    /**
     * Lets go of the connection without a close frame, as a browser that is killed: what was sent is written if the
     * server takes it within a second.
     */
    @Override
    public void close() {
        sending.drain(Duration.ofSeconds(1));
        endHere();
    }

    private void endHere() {
        closedHere = true;
        sending.stop();
        closeQuietly(socket);
        gate.release();
        try {
            reader.join(deadline.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the reader's thread

    private void readAll() {
        Ended end;
        try {
            while (true) {
                Received received = frames.read();
                answer(received);
                recording.add(received);
            }
        } catch (EOFException e) {
            end = new Ended(closedHere ? Ended.Cause.LOCAL : Ended.Cause.EOF, "");
        } catch (ServerFrames.Violation e) {
            end = new Ended(Ended.Cause.VIOLATION, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            end = new Ended(closedHere ? Ended.Cause.LOCAL : Ended.Cause.RESET, String.valueOf(e.getMessage()));
        }
        recording.add(end);
        sending.stop();
        closeQuietly(socket);
    }

    /** Before the frame is recorded, so that a test that ends on it does not cut the answer off. */
    private void answer(Received received) {
        if (received instanceof Received.Ping ping && answersPings) {
            sendFrame(true, ClientFrames.PONG, ping.payload());
        } else if (received instanceof Closed closed && answersCloses && !closeSent) {
            closeSent = true;
            sendFrame(
                    true,
                    ClientFrames.CLOSE,
                    closed.code() == Closed.NO_CODE
                            ? new byte[0]
                            : ClientFrames.closePayload(closed.code(), new byte[0]));
        }
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Its end is recorded by the reader.
        }
    }
}
