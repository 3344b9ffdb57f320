package switchboard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.MessageType.Audience;
import switchboard.protocol.values.Role;

/** One WebSocket of a {@link StubServer}, as far as it writes. */
record StubConnection(String user, Role role, boolean version2, OutputStream out) {
    private static final ObjectMapper JSON = new ObjectMapper();

    boolean isRecipient(JsonNode message) {
        return switch (audience(message)) {
            case ALL_INSTRUCTORS -> role == Role.INSTRUCTOR;
            case ALL_STUDENTS -> role == Role.STUDENT;
            case ONE_STUDENT -> user.equals(message.path("to_user").asText());
        };
    }

    static Audience audience(JsonNode message) {
        return MessageType.of(message.path("type").asText()).orElseThrow().audience();
    }

    void send(ObjectNode frame) throws IOException {
        write(1, JSON.writeValueAsBytes(frame));
    }

    void write(int opcode, byte[] payload) throws IOException {
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
            synchronized (out) {
                out.write(frame.toByteArray());
            }
        } catch (IOException gone) {
            // Its own thread sees it and ends; whoever wrote to it goes on.
        }
    }
}
