package switchboard.testing.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.testing.server.ReadGate;
import switchboard.testing.tokens.InvisibleTokens;

/** How a {@link RecordingClient} connects. Used once. */
public final class Opening {
    private final String host;
    private final int port;
    private final String pathAndQuery;
    private final Map<String, String> headers;
    private Duration deadline = Duration.ofSeconds(10);
    private int receiveBufferBytes;
    private boolean answersPings = true;
    private boolean answersCloses = true;
    private boolean reads = true;

    Opening(String host, int port, String pathAndQuery) {
        this.host = host;
        this.port = port;
        this.pathAndQuery = InvisibleTokens.inQuery(pathAndQuery);
        headers = Upgrade.headers(host, port);
    }

    public Opening subprotocol(String offered) {
        return header("Sec-WebSocket-Protocol", offered);
    }

    /** Adds a header, or replaces one that every handshake has. */
    public Opening header(String name, String value) {
        headers.put(name.toLowerCase(Locale.ROOT), value);
        return this;
    }

    public Opening withoutHeader(String name) {
        headers.remove(name.toLowerCase(Locale.ROOT));
        return this;
    }

    /** For the connecting and every wait after it. */
    public Opening deadline(Duration time) {
        deadline = time;
        return this;
    }

    /** How much the kernel takes in for a client that does not read; it may round up. */
    public Opening receiveBuffer(int bytes) {
        receiveBufferBytes = bytes;
        return this;
    }

    public Opening withoutPongs() {
        answersPings = false;
        return this;
    }

    public Opening withoutCloseReply() {
        answersCloses = false;
        return this;
    }

    /** For slow readers: begins as if {@link RecordingClient#stopReading} had been called before the first frame. */
    public Opening withoutReading() {
        reads = false;
        return this;
    }

    /** Connects; fails the test if the server refuses. */
    public RecordingClient open() {
        Socket socket = null;
        try {
            socket = connect();
            ReadGate gate = new ReadGate(socket.getInputStream());
            // Byte by byte: what follows the head is not taken by who does not read.
            Answer answer = exchange(socket, new BufferedInputStream(gate, 1));
            String expected = Upgrade.accept(headers.getOrDefault("sec-websocket-key", ""));
            if (answer.status() != 101 || !answer.header("sec-websocket-accept").equals(Optional.of(expected))) {
                socket.close();
                throw new AssertionError("no WebSocket at " + pathAndQuery + ": " + answer);
            }
            socket.setSoTimeout(0);
            return new RecordingClient(this, socket, gate, new ServerFrames(new BufferedInputStream(gate)), answer);
        } catch (IOException e) {
            throw failed(socket, e);
        }
    }

    /** Connects and returns what the server answered instead of an upgrade; fails the test if it upgrades. */
    public Answer refused() {
        Socket socket = null;
        try {
            socket = connect();
            Answer answer = exchange(socket, new BufferedInputStream(socket.getInputStream()));
            socket.close();
            if (answer.status() == 101) {
                throw new AssertionError("not refused: " + pathAndQuery + ": " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw failed(socket, e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(host, port), (int) deadline.toMillis());
        socket.setSoTimeout((int) deadline.toMillis());
        return socket;
    }

    private Answer exchange(Socket socket, BufferedInputStream in) throws IOException {
        Upgrade.request(socket.getOutputStream(), pathAndQuery, headers);
        return Upgrade.answer(in);
    }

    private AssertionError failed(@Nullable Socket socket, IOException cause) {
        if (socket != null) {
            RecordingClient.closeQuietly(socket);
        }
        return new AssertionError("cannot connect to " + host + ":" + port + pathAndQuery, cause);
    }

    Duration deadline() {
        return deadline;
    }

    boolean answersPings() {
        return answersPings;
    }

    boolean answersCloses() {
        return answersCloses;
    }

    boolean reads() {
        return reads;
    }

    /** For the names of threads and in failures. */
    String pathAndQuery() {
        return pathAndQuery;
    }
}
