package switchboard.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The client's side of RFC 6455 framing, written from the standard and strict about what a server may send.
 *
 * <pre>
 *  byte 0     byte 1     length, big-endian   mask (client)   payload
 *  Frrr oooo  mlllllll   none, 2 or 8 bytes   4 bytes
 * </pre>
 */
final class WireFrames {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int MAX_BYTES = 64 << 20;

    /** The server broke the standard. */
    static final class Violation extends IOException {
        private static final long serialVersionUID = 1;

        Violation(String what) {
            super(what);
        }
    }

    private final DataInputStream in;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    /** Of the message whose fragments are coming in; 0 between messages. */
    private int messageOpcode;

    WireFrames(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** A frame as a client must send it: masked. */
    static byte[] masked(boolean fin, int opcode, byte[] payload) {
        byte[] mask = new byte[4];
        ThreadLocalRandom.current().nextBytes(mask);
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
        frame.put((byte) ((fin ? FIN : 0) | opcode));
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    static byte[] closePayload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
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
                return text ? Received.Text.of(utf8(whole)) : new Received.Binary(whole);
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
