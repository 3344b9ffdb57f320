package switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import switchboard.protocol.values.Role;

/**
 * Speaks as much of the protocol as the load generator needs, on plain sockets and a thread for each: nothing of the
 * server's or the client's code is in it. Makes one mistake when told to.
 */
public final class StubServer implements AutoCloseable {

    /** What goes wrong, once: with the twelfth message of a session, or the first after it that the fault can meet. */
    public enum Fault {
        NONE,
        LOSE,
        DOUBLE,
        SWAP,
        RENUMBER,
        OTHER_SESSION,
        OTHER_RECEIVER,
        ALTER,
        CALL_OFFLINE,
        REFUSE,
        RATE_LIMIT,
        /** Announces that it allows little. */
        STRICT,
        CLOSE,
        /** By version 1 only, whatever a client asks for. */
        OLD,
        NO_RECEIPT,
        TWO_RECEIPTS,
        WRONG_RECEIPT,
        NO_ECHO,
        /** What comes back by replay lacks one. */
        GAP,
        /** The last of what comes by replay comes again afterwards. */
        REPLAY_TWICE,
        /** A page by REST lacks one. */
        SHORT_PAGE,
        /** A page by REST says that there is nothing more. */
        LAST_PAGE
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, StubSession> sessions = new ConcurrentHashMap<>();
    private final AtomicLong sessionsEnded = new AtomicLong();
    private final ServerSocket listening;
    private final Fault fault;

    public StubServer(Fault fault) throws IOException {
        this.fault = fault;
        listening = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    /** A server process for tests: what bench starts in place of the real one. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path data = Files.createDirectories(Path.of(System.getenv("SWITCHBOARD_DATA")));
        StubServer server = new StubServer(Fault.valueOf(System.getProperty("fault", "NONE")));
        Path unfinished = Files.writeString(data.resolve("port.tmp"), Integer.toString(server.port()));
        Files.move(unfinished, data.resolve("switchboard.port"));
        new CountDownLatch(1).await();
    }

    int port() {
        return listening.getLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    long sessionsEnded() {
        return sessionsEnded.get();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception endOfConversation) {
                // A socket that ends, by either side, ends its thread.
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listening.accept();
            socket.setTcpNoDelay(true);
            daemon(() -> serve(socket));
        }
    }

    private void serve(Socket socket) throws Exception {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (true) {
                String[] requestLine = readLine(in).split(" ");
                Map<String, String> headers = readHeaders(in);
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                if (requestLine[1].startsWith("/ws?")) {
                    webSocket(in, socket.getOutputStream(), requestLine[1], headers);
                    return;
                }
                answer(socket.getOutputStream(), requestLine[0], requestLine[1], body);
            }
        }
    }

    private void answer(OutputStream out, String method, String path, byte[] body) throws IOException {
        switch (method + " " + path) {
            case "GET /health" -> respond(out, "200 OK", "{\"status\":\"healthy\"}");
            case "POST /api/sessions" -> {
                StubSession session = new StubSession(fault);
                sessions.put(session.id(), session);
                ObjectNode response = JSON.createObjectNode();
                response.putObject("session")
                        .put("id", session.id())
                        .put("name", JSON.readTree(body).path("name").asText());
                respond(out, "201 Created", response.toString());
            }
            default -> {
                if (method.equals("GET")) {
                    Map<String, String> query = query(path);
                    int after = Integer.parseInt(query.get("after"));
                    int limit = Integer.parseInt(query.get("limit"));
                    respond(out, "200 OK", sessions.get(path.split("/")[3]).page(after, limit));
                } else {
                    sessionsEnded.incrementAndGet();
                    respond(out, "200 OK", "{}");
                }
            }
        }
    }

    private static Map<String, String> query(String target) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : target.substring(target.indexOf('?') + 1).split("&")) {
            query.put(parameter.substring(0, parameter.indexOf('=')), parameter.substring(parameter.indexOf('=') + 1));
        }
        return query;
    }

    private static void respond(OutputStream out, String status, String body) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
    }

    // ---- one WebSocket

    private void webSocket(DataInputStream in, OutputStream out, String target, Map<String, String> headers)
            throws Exception {
        Map<String, String> query = query(target);
        String key = headers.get("sec-websocket-key");
        boolean version2 = "switchboard.v2".equals(headers.get("sec-websocket-protocol")) && fault != Fault.OLD;
        String accept = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1")
                        .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + (version2 ? "Sec-WebSocket-Protocol: switchboard.v2\r\n" : "")
                        + "sec-websocket-accept: " + accept + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StubSession session = sessions.get(query.get("session_id"));
        StubConnection connection = new StubConnection(
                query.get("user_id"), Role.of(query.get("role")).orElseThrow(), version2, out);
        session.join(connection, Integer.parseInt(query.getOrDefault("after_seq", "0")));
        try {
            while (read(in, session, connection)) {
                // One frame after the other.
            }
        } finally {
            session.leave(connection);
        }
    }

    private boolean read(DataInputStream in, StubSession session, StubConnection connection) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % 4];
        }
        switch (opcode) {
            case 1 -> session.submit(connection, JSON.readTree(payload));
            case 8 -> {
                connection.write(8, payload);
                return false;
            }
            default -> {
                // A pong.
            }
        }
        return true;
    }

    // ---- HTTP

    private static Map<String, String> readHeaders(DataInputStream in) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static String readLine(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
