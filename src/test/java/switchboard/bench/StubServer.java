package switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
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
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;

/**
 * Speaks as much of the protocol as the load generator needs, on plain sockets and a thread for each: nothing of the
 * server's or the client's code is in it. Makes one mistake when told to.
 */
public final class StubServer implements AutoCloseable {

    /** What goes wrong, with the twelfth message of a session only. */
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

    private static final int FAULTY = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final class Session {
        private final String id = UUID.randomUUID().toString();
        private final List<Connection> connections = new ArrayList<>();
        private final List<ObjectNode> log = new ArrayList<>();
        private int frames;
        private ObjectNode heldBack;
    }

    private record Connection(String user, Role role, boolean version2, OutputStream out) {}

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
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
                Session session = new Session();
                sessions.put(session.id, session);
                ObjectNode response = JSON.createObjectNode();
                response.putObject("session")
                        .put("id", session.id)
                        .put("name", JSON.readTree(body).path("name").asText());
                respond(out, "201 Created", response.toString());
            }
            default -> {
                if (method.equals("GET")) {
                    respond(out, "200 OK", page(path));
                } else {
                    sessionsEnded.incrementAndGet();
                    respond(out, "200 OK", "{}");
                }
            }
        }
    }

    /** Of what an instructor sees: all; half of what is asked for, as where messages are large. */
    private String page(String path) {
        Session session = sessions.get(path.split("/")[3]);
        Map<String, String> query = query(path);
        int after = Integer.parseInt(query.get("after"));
        int limit = Math.max(1, Integer.parseInt(query.get("limit")) / 2);
        synchronized (session) {
            int head = session.log.size();
            int upTo = Math.min(head, after + limit);
            ObjectNode page = JSON.createObjectNode();
            for (ObjectNode message : session.log.subList(after, upTo)) {
                if (fault != Fault.SHORT_PAGE || message.path("seq").asInt() != FAULTY) {
                    page.withArray("messages").add(withoutRef(message));
                }
            }
            boolean last = upTo == head || fault == Fault.LAST_PAGE;
            page.put("head_seq", upTo).put("next_after", last ? null : upTo);
            return page.toString();
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
        Session session = sessions.get(query.get("session_id"));
        Connection connection =
                new Connection(query.get("user_id"), Role.of(query.get("role")).orElseThrow(), version2, out);
        join(session, connection, Integer.parseInt(query.getOrDefault("after_seq", "0")));
        try {
            while (read(in, session, connection)) {
                // One frame after the other.
            }
        } finally {
            synchronized (session) {
                session.connections.remove(connection);
            }
        }
    }

    private void join(Session session, Connection connection, int afterSeq) throws IOException {
        synchronized (session) {
            if (connection.version2) {
                send(connection, welcome());
            }
            long count = 0;
            for (ObjectNode message : session.log.subList(afterSeq, session.log.size())) {
                boolean shown = connection.role == Role.INSTRUCTOR || isRecipient(connection, message);
                if (shown
                        && (fault != Fault.GAP
                                || afterSeq == 0
                                || message.path("seq").asInt() != afterSeq + 2)) {
                    send(connection, withoutRef(message));
                    count++;
                }
            }
            ObjectNode complete = systemFrame("history_complete");
            complete.withObject("content").put("count", count).put("head_seq", session.log.size());
            send(connection, complete);
            if (fault == Fault.REPLAY_TWICE && count > 0) {
                send(connection, withoutRef(session.log.get(session.log.size() - 1)));
            }
            session.connections.add(connection);
            synchronized (connection.out) {
                connection.out.write(new byte[] {(byte) 0x89, 1, 'p'});
            }
        }
    }

    private ObjectNode welcome() {
        ObjectNode welcome = systemFrame("welcome");
        welcome.withObject("content")
                .putObject("limits")
                .put("messages", fault == Fault.STRICT ? 100 : 1_000_000)
                .put("window_seconds", 60)
                .put("content_bytes", fault == Fault.STRICT ? 10_000 : 65_536);
        return welcome;
    }

    private boolean read(DataInputStream in, Session session, Connection connection) throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte() & 0x7F;
        length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < length; i++) {
            payload[i] ^= mask[i % 4];
        }
        switch (opcode) {
            case 1 -> submit(session, connection, JSON.readTree(payload));
            case 8 -> {
                write(connection, 8, payload);
                return false;
            }
            default -> {
                // A pong.
            }
        }
        return true;
    }

    private void submit(Session session, Connection sender, JsonNode frame) throws IOException {
        synchronized (session) {
            boolean faulty = ++session.frames == FAULTY;
            if (faulty && (fault == Fault.REFUSE || fault == Fault.RATE_LIMIT)) {
                messageError(
                        sender,
                        fault == Fault.REFUSE ? "busy" : "rate_limited",
                        frame.path("ref").asText());
                return;
            }
            ObjectNode message =
                    JSON.createObjectNode().put("id", UUID.randomUUID().toString());
            message.put("session_id", session.id);
            message.setAll((ObjectNode) frame);
            message.put("from_user", sender.user);
            message.put("timestamp", "2026-11-23T03:05:33.123Z").put("seq", session.log.size() + 1);
            session.log.add(message);
            if (faulty && fault == Fault.SWAP) {
                session.heldBack = message;
                return;
            }
            route(session, message, faulty ? fault : Fault.NONE);
            if (sender.version2) {
                accept(sender, message, faulty ? fault : Fault.NONE);
            }
            if (session.heldBack != null) {
                route(session, session.heldBack, Fault.NONE);
                session.heldBack = null;
            }
            if (faulty && fault == Fault.CALL_OFFLINE) {
                messageError(sender, "recipient_offline", "");
            }
            if (faulty && fault == Fault.CLOSE) {
                write(sender, 8, new byte[] {0x03, (byte) 0xF3});
            }
        }
    }

    private static void accept(Connection sender, ObjectNode message, Fault fault) throws IOException {
        ObjectNode receipt = systemFrame("message_accepted");
        long seq = message.path("seq").asLong() + (fault == Fault.WRONG_RECEIPT ? 1 : 0);
        receipt.withObject("content")
                .put("ref", message.path("ref").asText())
                .put("seq", seq)
                .put("duplicate", false);
        if (fault != Fault.NO_RECEIPT) {
            send(sender, receipt);
        }
        if (fault == Fault.TWO_RECEIPTS) {
            send(sender, receipt);
        }
    }

    private static ObjectNode withoutRef(ObjectNode message) {
        ObjectNode others = message.deepCopy();
        others.remove("ref");
        return others;
    }

    /** A mistake meets one connection only, as the worst ones do. */
    private static void route(Session session, ObjectNode message, Fault fault) throws IOException {
        boolean made = false;
        ObjectNode others = withoutRef(message);
        for (Connection connection : session.connections) {
            if (connection.version2
                    && connection.user.equals(message.path("from_user").asText())) {
                if (fault != Fault.NO_ECHO) {
                    send(connection, message);
                }
                continue;
            }
            boolean recipient =
                    isRecipient(connection, message) || connection.version2 && connection.role == Role.INSTRUCTOR;
            if (!made && recipient != (fault == Fault.OTHER_RECEIVER)) {
                made = true;
                switch (fault) {
                    case LOSE -> {}
                    case DOUBLE -> {
                        send(connection, others);
                        send(connection, others);
                    }
                    case RENUMBER -> send(connection, others.deepCopy().put("seq", session.log.size() + 7));
                    case OTHER_SESSION -> send(connection, others.deepCopy().put("session_id", "another"));
                    case ALTER -> send(connection, others.deepCopy().put("from_user", "another"));
                    default -> send(connection, others);
                }
            } else if (recipient) {
                send(connection, others);
            }
        }
    }

    private static boolean isRecipient(Connection connection, JsonNode message) {
        MessageType type = MessageType.of(message.path("type").asText()).orElseThrow();
        return switch (type.audience()) {
            case ALL_INSTRUCTORS -> connection.role == Role.INSTRUCTOR;
            case ALL_STUDENTS -> connection.role == Role.STUDENT;
            case ONE_STUDENT -> connection.user.equals(message.path("to_user").asText());
        };
    }

    private static void messageError(Connection sender, String code, String ref) throws IOException {
        ObjectNode error = systemFrame("message_error");
        error.withObject("content").put("code", code);
        if (!ref.isEmpty()) {
            error.withObject("content").put("ref", ref);
        }
        send(sender, error);
    }

    private static ObjectNode systemFrame(String event) {
        return JSON.createObjectNode().put("type", "system").put("context", event);
    }

    private static void send(Connection connection, ObjectNode frame) throws IOException {
        write(connection, 1, JSON.writeValueAsBytes(frame));
    }

    private static void write(Connection connection, int opcode, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else {
            frame.write(126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(payload);
        try {
            synchronized (connection.out) {
                connection.out.write(frame.toByteArray());
            }
        } catch (IOException gone) {
            // Its own thread sees it and ends; whoever wrote to it goes on.
        }
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
