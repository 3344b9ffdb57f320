package switchboard.abuse;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import switchboard.invariants.people.Eventually;

/**
 * Somebody who knows nothing but the address of the server, and comes from one address. Loopback has many: the session
 * beside it comes from 127.0.0.1. Used by one thread.
 */
final class Attacker implements AutoCloseable {
    private static final int PATIENCE_MS = 30_000;

    private final String address;
    private final int port;
    private final List<Socket> sockets = new ArrayList<>();

    private Attacker(String address, int port) {
        this.address = address;
        this.port = port;
    }

    /** @param address from which it comes, such as 127.0.0.66 */
    static Attacker from(String address, int port) {
        return new Attacker(address, port);
    }

    /** A socket that stays open until the attack is over, or the server closes it. */
    Socket open() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(address, 0));
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
        return socket;
    }

    /** The same, of which the system takes next to nothing that is not read. */
    Socket openNarrow() throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.bind(new InetSocketAddress(address, 0));
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
        return socket;
    }

    /** Opens a socket and sends this. */
    Socket send(String text) throws IOException {
        Socket socket = open();
        send(socket, text);
        return socket;
    }

    static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The status of the next answer, of which nothing more is read; 0 if the server closed the socket instead. */
    static int status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return 0;
            }
            line.append((char) c);
        }
        return Integer.parseInt(line.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
    }

    /** The same of each; 0 where the socket was cut off. */
    static List<Integer> statuses(List<Socket> sockets) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        for (Socket socket : sockets) {
            try {
                statuses.add(status(socket));
            } catch (SocketException cut) {
                statuses.add(0);
            }
        }
        return statuses;
    }

    /** What has come and was not read yet. */
    static String pending(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(in.available()), StandardCharsets.ISO_8859_1);
        } catch (IOException reset) {
            return "";
        }
    }

    /** Waits until one of them has got this. The others need not get anything. */
    static void awaitOnOneOf(List<Socket> sockets, String text) {
        StringBuilder said = new StringBuilder();
        Eventually.holds(text, () -> {
            sockets.forEach(socket -> said.append(pending(socket)));
            return said.indexOf(text) >= 0;
        });
    }

    static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    }

    static String post(String path, String json) {
        return post(path, json.length()) + json;
    }

    /** The head alone; of so many bytes of body that are said to follow. */
    static String post(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n";
    }

    /** The head of an upgrade; what is sent behind it are frames. */
    static String join(String session, String user, String role, boolean v2) {
        return "GET /ws?user_id=" + user + "&role=" + role + "&session_id=" + session
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + (v2 ? "Sec-WebSocket-Protocol: switchboard.v2\r\n" : "") + "\r\n";
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
