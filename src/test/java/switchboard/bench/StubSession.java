package switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import switchboard.bench.StubServer.Fault;
import switchboard.protocol.values.MessageType.Audience;
import switchboard.protocol.values.Role;

/** One session of a {@link StubServer}: its log, and who gets what of it. Thread-safe. */
final class StubSession {
    private static final int FAULTY = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id = UUID.randomUUID().toString();
    private final Fault fault;
    private final List<StubConnection> connections = new ArrayList<>();
    private final List<ObjectNode> log = new ArrayList<>();
    private int frames;
    private boolean erred;
    private ObjectNode heldBack;

    StubSession(Fault fault) {
        this.fault = fault;
    }

    String id() {
        return id;
    }

    /** Of what an instructor sees: all; half of what is asked for, as where messages are large. */
    String page(int after, int asked) {
        int limit = Math.max(1, asked / 2);
        synchronized (this) {
            int head = log.size();
            int upTo = Math.min(head, after + limit);
            ObjectNode page = JSON.createObjectNode();
            for (ObjectNode message : log.subList(after, upTo)) {
                if (fault != Fault.SHORT_PAGE || message.path("seq").asInt() != FAULTY) {
                    page.withArray("messages").add(withoutRef(message));
                }
            }
            boolean last = upTo == head || fault == Fault.LAST_PAGE;
            page.put("head_seq", upTo).put("next_after", last ? null : upTo);
            return page.toString();
        }
    }

    void join(StubConnection connection, int afterSeq) throws IOException {
        synchronized (this) {
            if (connection.version2()) {
                connection.send(welcome());
            }
            long count = 0;
            for (ObjectNode message : log.subList(afterSeq, log.size())) {
                boolean shown = connection.role() == Role.INSTRUCTOR || connection.isRecipient(message);
                if (shown
                        && (fault != Fault.GAP
                                || afterSeq == 0
                                || message.path("seq").asInt() != afterSeq + 2)) {
                    connection.send(withoutRef(message));
                    count++;
                }
            }
            ObjectNode complete = systemFrame("history_complete");
            complete.withObject("content").put("count", count).put("head_seq", log.size());
            connection.send(complete);
            if (fault == Fault.REPLAY_TWICE && count > 0) {
                connection.send(withoutRef(log.get(log.size() - 1)));
            }
            connections.add(connection);
            synchronized (connection.out()) {
                connection.out().write(new byte[] {(byte) 0x89, 1, 'p'});
            }
        }
    }

    void leave(StubConnection connection) {
        synchronized (this) {
            connections.remove(connection);
        }
    }

    void submit(StubConnection sender, JsonNode frame) throws IOException {
        synchronized (this) {
            boolean faulty = errsAt(frame);
            if (faulty && (fault == Fault.REFUSE || fault == Fault.RATE_LIMIT)) {
                messageError(
                        sender,
                        fault == Fault.REFUSE ? "busy" : "rate_limited",
                        frame.path("ref").asText());
                return;
            }
            ObjectNode message =
                    JSON.createObjectNode().put("id", UUID.randomUUID().toString());
            message.put("session_id", id);
            message.setAll((ObjectNode) frame);
            message.put("from_user", sender.user());
            message.put("timestamp", "2026-11-23T03:05:33.123Z").put("seq", log.size() + 1);
            log.add(message);
            if (faulty && fault == Fault.SWAP) {
                heldBack = message;
                return;
            }
            route(message, faulty ? fault : Fault.NONE);
            if (sender.version2()) {
                accept(sender, message, faulty ? fault : Fault.NONE);
            }
            if (heldBack != null && isToInstructors(message)) {
                route(heldBack, Fault.NONE);
                heldBack = null;
            }
            if (faulty && fault == Fault.CALL_OFFLINE) {
                messageError(sender, "recipient_offline", "");
            }
            if (faulty && fault == Fault.CLOSE) {
                sender.write(8, new byte[] {0x03, (byte) 0xF3});
            }
        }
    }

    /** Two messages come in another order only to whom both are sent: those that are swapped are to all instructors. */
    private boolean errsAt(JsonNode frame) {
        boolean errs = ++frames >= FAULTY && !erred && (fault != Fault.SWAP || isToInstructors(frame));
        erred |= errs;
        return errs;
    }

    private static boolean isToInstructors(JsonNode frame) {
        return StubConnection.audience(frame) == Audience.ALL_INSTRUCTORS;
    }

    private static void accept(StubConnection sender, ObjectNode message, Fault fault) throws IOException {
        ObjectNode receipt = systemFrame("message_accepted");
        long seq = message.path("seq").asLong() + (fault == Fault.WRONG_RECEIPT ? 1 : 0);
        receipt.withObject("content")
                .put("ref", message.path("ref").asText())
                .put("seq", seq)
                .put("duplicate", false);
        if (fault != Fault.NO_RECEIPT) {
            sender.send(receipt);
        }
        if (fault == Fault.TWO_RECEIPTS) {
            sender.send(receipt);
        }
    }

    private static ObjectNode withoutRef(ObjectNode message) {
        ObjectNode others = message.deepCopy();
        others.remove("ref");
        return others;
    }

    /** A mistake meets one connection only, as the worst ones do. */
    private void route(ObjectNode message, Fault fault) throws IOException {
        boolean made = false;
        ObjectNode others = withoutRef(message);
        for (StubConnection connection : connections) {
            if (connection.version2()
                    && connection.user().equals(message.path("from_user").asText())) {
                if (fault != Fault.NO_ECHO) {
                    connection.send(message);
                }
                continue;
            }
            boolean recipient =
                    connection.isRecipient(message) || connection.version2() && connection.role() == Role.INSTRUCTOR;
            if (!made && recipient != (fault == Fault.OTHER_RECEIVER)) {
                made = true;
                switch (fault) {
                    case LOSE -> {}
                    case DOUBLE -> {
                        connection.send(others);
                        connection.send(others);
                    }
                    case RENUMBER -> connection.send(others.deepCopy().put("seq", log.size() + 7));
                    case OTHER_SESSION -> connection.send(others.deepCopy().put("session_id", "another"));
                    case ALTER -> connection.send(others.deepCopy().put("from_user", "another"));
                    default -> connection.send(others);
                }
            } else if (recipient) {
                connection.send(others);
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

    private static void messageError(StubConnection sender, String code, String ref) throws IOException {
        ObjectNode error = systemFrame("message_error");
        error.withObject("content").put("code", code);
        if (!ref.isEmpty()) {
            error.withObject("content").put("ref", ref);
        }
        sender.send(error);
    }

    private static ObjectNode systemFrame(String event) {
        return JSON.createObjectNode().put("type", "system").put("context", event);
    }
}
