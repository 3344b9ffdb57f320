package switchboard.testing.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One socket's worth of server that does byte for byte what a test of the client says. */
final class RawServer implements AutoCloseable {
    /** A frame as it came. */
    record ClientFrame(int first, boolean masked, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    interface Script {
        void run(RawServer server) throws IOException;
    }

    private static final int TIMEOUT_MS = 10_000;

    private final ServerSocket listening;
    private final Thread thread;
    private volatile Throwable failure;
    private Socket socket;
    private DataInputStream in;
    private OutputStream out;
    private String requestHead;

    private RawServer(Script script) throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening.setSoTimeout(TIMEOUT_MS);
        thread = new Thread(() -> {
            try (Socket accepted = listening.accept()) {
                accepted.setSoTimeout(TIMEOUT_MS);
                socket = accepted;
                in = new DataInputStream(accepted.getInputStream());
                out = accepted.getOutputStream();
                readRequest();
                script.run(this);
            } catch (Throwable e) {
                failure = e;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    static RawServer running(Script script) throws IOException {
        return new RawServer(script);
    }

    /** A client that will connect to it. */
    Opening client() {
        return RecordingClient.to("127.0.0.1", port(), "/ws");
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Waits for the end of the script and fails if it failed. */
    void expectDone() throws InterruptedException {
        thread.join(TIMEOUT_MS);
        if (failure != null || thread.isAlive()) {
            throw new AssertionError("the script did not run to its end", failure);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        if (socket != null) {
            socket.close();
        }
    }

    // ---- for scripts

    Socket socket() {
        return socket;
    }

    /** The request line and headers. */
    String requestHead() {
        return requestHead;
    }

    /** The value of a header of the request; empty where there is none. */
    String header(String name) {
        return requestHead
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    void write(String ascii) throws IOException {
        out.write(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    void upgrade() throws IOException {
        write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Upgrade.accept(header("sec-websocket-key")) + "\r\n\r\n");
    }

    /** Writes bytes given as numbers. */
    void bytes(int... bytes) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        out.write(all);
    }

    /** A short frame without a mask. */
    void frame(int first, String payload) throws IOException {
        byte[] utf8 = payload.getBytes(StandardCharsets.UTF_8);
        bytes(first, utf8.length);
        out.write(utf8);
    }

    ClientFrame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        boolean masked = (second & 0x80) != 0;
        int length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] mask = masked ? in.readNBytes(4) : new byte[4];
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new ClientFrame(first, masked, payload);
    }

    /** The next byte, or -1 at the end. */
    int readByte() throws IOException {
        return in.read();
    }

    private void readRequest() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.readUnsignedByte());
        }
        requestHead = head.toString(StandardCharsets.ISO_8859_1);
    }
}
