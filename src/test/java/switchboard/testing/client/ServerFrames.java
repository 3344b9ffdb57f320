package switchboard.testing.client;

import static switchboard.testing.client.ClientFrames.BINARY;
import static switchboard.testing.client.ClientFrames.CLOSE;
import static switchboard.testing.client.ClientFrames.CONTINUATION;
import static switchboard.testing.client.ClientFrames.FIN;
import static switchboard.testing.client.ClientFrames.PING;
import static switchboard.testing.client.ClientFrames.PONG;
import static switchboard.testing.client.ClientFrames.TEXT;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames as a server sends them, read by RFC 6455 and strict about what a server may send. */
final class ServerFrames {
    private static final int MASKED = 0x80;
    private static final int MAX_BYTES = 64 << 20;

    /** The server broke the standard. */
    public static final class Violation extends IOException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    private final DataInputStream in;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    /** Of the message whose fragments are coming in; 0 between messages. */
    private int messageOpcode;

    ServerFrames(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /**
     * Reads the next control frame or whole message; a control frame between fragments comes before the message.
     *
     * @throws EOFException at the end of the stream
     * @throws Violation for what the standard forbids
     */
    Received read() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            boolean fin = (first & FIN) != 0;
            int opcode = first & 0xF;
            require((first & 0x70) == 0, "reserved bits set");
            byte[] payload = readPayload();
            if (opcode >= CLOSE) {
                require(fin && payload.length < 126, "control frame that is fragmented or too long");
                return control(opcode, payload);
            }
            require(
                    opcode == CONTINUATION ? messageOpcode != 0 : messageOpcode == 0,
                    "opcode " + opcode + " in the wrong place");
            if (opcode != CONTINUATION) {
                require(opcode == TEXT || opcode == BINARY, "unknown opcode " + opcode);
                messageOpcode = opcode;
            }
            message.write(payload);
            require(message.size() <= MAX_BYTES, "message too large for a test");
            if (fin) {
                byte[] whole = message.toByteArray();
                boolean text = messageOpcode == TEXT;
                message.reset();
                messageOpcode = 0;
                return text ? new Received.Text(utf8(whole)) : new Received.Binary(whole);
            }
        }
    }

    private byte[] readPayload() throws IOException {
        int second = in.readUnsignedByte();
        require((second & MASKED) == 0, "masked frame from a server");
        long length = second;
        if (second == 126) {
            length = in.readUnsignedShort();
            require(length > 125, "length not in its shortest form");
        } else if (second == 127) {
            length = in.readLong();
            require(length > 0xFFFF, "length not in its shortest form");
        }
        require(length <= MAX_BYTES, "frame too large for a test");
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private static Received control(int opcode, byte[] payload) throws Violation {
        return switch (opcode) {
            case PING -> new Received.Ping(payload);
            case PONG -> new Received.Pong(payload);
            case CLOSE -> {
                require(payload.length != 1, "close frame of one byte");
                yield payload.length == 0
                        ? new Received.Closed(Received.Closed.NO_CODE, "")
                        : new Received.Closed(
                                ByteBuffer.wrap(payload).getShort() & 0xFFFF,
                                utf8(Arrays.copyOfRange(payload, 2, payload.length)));
            }
            default -> throw new Violation("unknown opcode " + opcode);
        };
    }

    private static String utf8(byte[] bytes) throws Violation {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Violation("text that is not UTF-8");
        }
    }

    private static void require(boolean kept, String otherwise) throws Violation {
        if (!kept) {
            throw new Violation(otherwise);
        }
    }
}
