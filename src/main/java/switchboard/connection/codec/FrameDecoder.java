package switchboard.connection.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.CloseReason;

/**
 * The client's side of RFC 6455 framing: takes chunks cut anywhere, gives whole messages.
 *
 * <pre>
 *  byte 0     byte 1          length, big-endian    mask      payload
 *  F000 oooo  1lllllll        none, 2 or 8 bytes    4 bytes   XOR mask
 *  FIN  opcode  0–125, or 126: 2 bytes follow, or 127: 8 bytes follow
 * </pre>
 *
 * Pulled: {@link #next} decodes only as far as the next event, so that what must wait stays undecoded. Everything is
 * judged at the first byte that shows it: a message that is too large by its header, before a byte of it is kept; text
 * that is not UTF-8 at the byte that no text could have there.
 *
 * <p>After a violation, or once told to {@link #onlyClose}, it passes over everything except a close frame: the peer
 * may still answer ours. Holds at most one message; one that is incomplete takes no more than twice what has come of
 * it. Not thread-safe.
 */
public final class FrameDecoder {
    /** What was decoded. */
    public sealed interface Event {}

    /** A whole text message, valid UTF-8; the array is the receiver's. */
    public record Text(byte[] payload) implements Event {}

    /** A whole binary message; the array is the receiver's. */
    public record Binary(byte[] payload) implements Event {}

    /** To be answered by a pong with the same payload. */
    public record Ping(byte[] payload) implements Event {}

    /** Needs no answer. */
    public enum Pong implements Event {
        INSTANCE
    }

    /**
     * The peer's close frame: nothing comes after it.
     *
     * @param code {@link CloseCodes#NONE} where it carried none
     */
    public record Close(int code) implements Event {}

    /** The peer broke a rule. Told once; only {@link Close} may come after it. */
    public record Violation(CloseReason reason) implements Event {}

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int CONTINUATION = 0x0;
    private static final int BINARY = 0x2;
    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final int MAX_HEADER = 14;
    private static final int NO_MESSAGE = 0;
    private static final byte[] EMPTY = new byte[0];
    private static final ByteBuffer NO_INPUT = ByteBuffer.wrap(EMPTY);

    private final int maxMessage;
    private final Utf8 utf8 = new Utf8();

    private ByteBuffer input = NO_INPUT;
    private int inputBytes;

    // The frame that is being read.
    private final byte[] header = new byte[MAX_HEADER];
    private int headerFilled;
    private boolean inPayload;
    private boolean finalFrame;
    private int opcode;
    private int mask;
    private long payloadBytes;
    private long payloadRead;
    private byte[] control = EMPTY;

    // The message that its fragments make.
    private int messageOpcode = NO_MESSAGE;
    private byte[] message = EMPTY;
    private int messageBytes;
    private int messages;

    private long controlFrames;
    private boolean onlyClose;
    private boolean lost;
    private @Nullable Event following;

    /** @param maxMessage the most bytes that a message may have, all its fragments together */
    public FrameDecoder(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    /** Takes the next chunk. Only once {@link #next} had nothing more to give: chunks are not kept. */
    public void feed(ByteString bytes) {
        if (input.hasRemaining()) {
            throw new IllegalStateException(input.remaining() + " bytes of the last chunk are not decoded yet");
        }
        input = bytes.asByteBuffer();
        inputBytes = bytes.length();
    }

    /** How many frames came so far that carry nothing of a message: control frames, and fragments without content. */
    public long controlFrames() {
        return controlFrames;
    }

    /** From now on messages, pings and violations are passed over; only a close frame counts. */
    public void onlyClose() {
        onlyClose = true;
        forgetMessage();
    }

    /** What it keeps of what came: of a message that is not whole, and of a chunk that is not decoded. */
    public long heldBytes() {
        return message.length + (input.hasRemaining() ? inputBytes : 0);
    }

    /** A number of the message that has begun and is not whole, another one for each; 0 for none. */
    public int unfinishedMessage() {
        return messageOpcode == NO_MESSAGE ? 0 : messages;
    }

    /** The next event, or null if it needs more bytes. */
    @Nullable
    public Event next() {
        if (following != null) {
            Event event = following;
            following = null;
            return event;
        }
        Event event = null;
        while (event == null) {
            if (lost) {
                input = NO_INPUT;
                return null;
            }
            if (inPayload) {
                boolean frameDone = input.remaining() >= payloadBytes - payloadRead;
                if (!frameDone && !input.hasRemaining()) {
                    return starved();
                }
                event = isControl() ? readControl() : readData();
            } else {
                if (!input.hasRemaining()) {
                    return starved();
                }
                event = readHeader();
            }
        }
        return event;
    }

    private @Nullable Event starved() {
        input = NO_INPUT; // An idle connection keeps no chunk alive.
        return null;
    }

    // ---- header

    private @Nullable Event readHeader() {
        if (headerFilled < 2) {
            header[headerFilled++] = input.get();
            if (headerFilled < 2) {
                return null;
            }
            opcode = header[0] & 0x0F;
            finalFrame = (header[0] & 0x80) != 0;
            if (!onlyClose && breaksRules()) {
                return violation(CloseReason.PROTOCOL_ERROR);
            }
        }
        int shortLength = header[1] & 0x7F;
        boolean masked = (header[1] & 0x80) != 0;
        int lengthBytes = shortLength < 126 ? 0 : shortLength == 126 ? 2 : 8;
        int needed = 2 + lengthBytes + (masked ? 4 : 0);
        int got = Math.min(needed - headerFilled, input.remaining());
        input.get(header, headerFilled, got);
        headerFilled += got;
        if (headerFilled < needed) {
            return null;
        }
        payloadBytes = lengthBytes == 0 ? shortLength : bigEndian(2, lengthBytes);
        mask = masked ? (int) bigEndian(2 + lengthBytes, 4) : 0;
        payloadRead = 0;
        headerFilled = 0;
        if (isControl() || (payloadBytes == 0 && (opcode == CONTINUATION || !finalFrame))) {
            controlFrames++;
        }
        inPayload = true;
        if (payloadBytes < 0) {
            lost = true; // No frame is that long: where the next one begins cannot be known.
            return onlyClose ? null : violation(CloseReason.PROTOCOL_ERROR);
        }
        return onlyClose ? null : beginFrame(lengthBytes);
    }

    /** What the first two bytes show already. */
    private boolean breaksRules() {
        boolean reserved = (header[0] & 0x70) != 0;
        boolean unmasked = (header[1] & 0x80) == 0;
        if (reserved || unmasked) {
            return true;
        }
        return switch (opcode) {
            case CONTINUATION -> messageOpcode == NO_MESSAGE;
            case FrameEncoder.TEXT, BINARY -> messageOpcode != NO_MESSAGE;
            case FrameEncoder.CLOSE, FrameEncoder.PING, FrameEncoder.PONG ->
                !finalFrame || (header[1] & 0x7F) > MAX_CONTROL_PAYLOAD;
            default -> true;
        };
    }

    private @Nullable Event beginFrame(int lengthBytes) {
        boolean lengthTooLong = (lengthBytes == 2 && payloadBytes < 126) || (lengthBytes == 8 && payloadBytes < 65_536);
        if (lengthTooLong) {
            return violation(CloseReason.PROTOCOL_ERROR);
        }
        if (isControl()) {
            return null;
        }
        if (payloadBytes > maxMessage - messageBytes) {
            return violation(CloseReason.FRAME_TOO_LARGE);
        }
        if (opcode != CONTINUATION) {
            messageOpcode = opcode;
            messages++;
            utf8.reset();
        }
        return null;
    }

    private long bigEndian(int at, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (header[at + i] & 0xFF);
        }
        return value;
    }

    private boolean isControl() {
        return (opcode & 0x8) != 0;
    }

    // ---- control frames

    private @Nullable Event readControl() {
        if (onlyClose && (opcode != FrameEncoder.CLOSE || payloadBytes > MAX_CONTROL_PAYLOAD)) {
            passOver();
            return opcode == FrameEncoder.CLOSE && !inPayload ? new Close(CloseCodes.NONE) : null;
        }
        if (payloadRead == 0) {
            control = payloadBytes == 0 ? EMPTY : new byte[(int) payloadBytes];
        }
        int got = readPayload(control, (int) payloadRead);
        unmask(control, (int) payloadRead - got, got, payloadRead - got);
        if (payloadRead < payloadBytes) {
            return null;
        }
        inPayload = false;
        byte[] payload = control;
        control = EMPTY;
        return switch (opcode) {
            case FrameEncoder.CLOSE -> closed(payload);
            case FrameEncoder.PING -> new Ping(payload);
            default -> Pong.INSTANCE;
        };
    }

    private Event closed(byte[] payload) {
        int code = payload.length < 2 ? CloseCodes.NONE : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        Close close = new Close(code);
        if (onlyClose || payload.length == 0) {
            return close;
        }
        utf8.reset();
        boolean reasonIsText = payload.length < 2 || (utf8.accepts(payload, 2, payload.length) && utf8.complete());
        if (payload.length == 1 || !CloseCodes.allowed(code)) {
            following = close;
            return violation(CloseReason.PROTOCOL_ERROR);
        }
        if (!reasonIsText) {
            following = close;
            return violation(CloseReason.INVALID_UTF8);
        }
        return close;
    }

    // ---- data frames

    private @Nullable Event readData() {
        if (onlyClose) {
            passOver();
            return null;
        }
        int from = messageBytes;
        long frameOffset = payloadRead;
        makeRoom();
        int got = readPayload(message, from);
        messageBytes += got;
        unmask(message, from, got, frameOffset);
        boolean text = messageOpcode == FrameEncoder.TEXT;
        if (text && !utf8.accepts(message, from, messageBytes)) {
            return violation(CloseReason.INVALID_UTF8);
        }
        if (payloadRead < payloadBytes) {
            return null;
        }
        inPayload = false;
        if (!finalFrame) {
            return null;
        }
        if (text && !utf8.complete()) {
            return violation(CloseReason.INVALID_UTF8);
        }
        byte[] payload = message.length == messageBytes ? message : Arrays.copyOf(message, messageBytes);
        forgetMessage();
        return text ? new Text(payload) : new Binary(payload);
    }

    /**
     * Room for what can be read now. A message in one frame that is all there gets exactly its size and is never
     * copied; otherwise the room doubles as the bytes come, since a header alone must not cost memory.
     */
    private void makeRoom() {
        int frameLeft = (int) (payloadBytes - payloadRead);
        int needed = messageBytes + Math.min(frameLeft, input.remaining());
        if (needed > message.length) {
            int atMost = finalFrame ? messageBytes + frameLeft : maxMessage;
            message = Arrays.copyOf(message, messageBytes == 0 ? needed : Math.min(atMost, 2 * needed));
        }
    }

    private int readPayload(byte[] target, int at) {
        int got = (int) Math.min(payloadBytes - payloadRead, input.remaining());
        input.get(target, at, got);
        payloadRead += got;
        return got;
    }

    private void passOver() {
        int skipped = (int) Math.min(payloadBytes - payloadRead, input.remaining());
        input.position(input.position() + skipped);
        payloadRead += skipped;
        inPayload = payloadRead < payloadBytes;
    }

    /** @param frameOffset how many bytes of this frame's payload came before: the mask goes on from there */
    private void unmask(byte[] bytes, int from, int length, long frameOffset) {
        int key = Integer.rotateLeft(mask, (int) (frameOffset & 3) * 8);
        if (key == 0) {
            return;
        }
        long wide = (long) key << 32 | (key & 0xFFFF_FFFFL);
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            bytes[at] ^= (byte) (shift >= 0 ? key >>> shift : key >>> (shift + 32));
        }
    }

    private void forgetMessage() {
        messageOpcode = NO_MESSAGE;
        message = EMPTY;
        messageBytes = 0;
    }

    private Event violation(CloseReason reason) {
        onlyClose();
        return new Violation(reason);
    }
}
