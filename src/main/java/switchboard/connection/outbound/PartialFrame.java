package switchboard.connection.outbound;

import switchboard.connection.codec.FrameEncoder;
import switchboard.protocol.frames.JsonPieces;

/** A text frame that is written in parts: what was written of it so far. Its payload is never copied as a whole. */
final class PartialFrame {
    private final byte[] header;
    private final JsonPieces payload;
    private int left;

    /** Where to go on: the header counts as the piece before the first. */
    private int piece = -1;

    private int at;

    PartialFrame(JsonPieces payload) {
        this.payload = payload;
        header = new byte[FrameEncoder.headerBytes(payload.bytes())];
        FrameEncoder.writeHeader(header, 0, FrameEncoder.TEXT, payload.bytes());
        left = header.length + payload.bytes();
    }

    /** The whole of it, which is kept until the last part is written. */
    JsonPieces payload() {
        return payload;
    }

    boolean isWritten() {
        return left == 0;
    }

    /** The next part, of at most so many bytes. */
    byte[] take(int atMost) {
        byte[] part = new byte[Math.min(atMost, left)];
        int filled = 0;
        while (filled < part.length) {
            byte[] from = piece < 0 ? header : payload.pieces().get(piece);
            int length = Math.min(part.length - filled, from.length - at);
            System.arraycopy(from, at, part, filled, length);
            filled += length;
            at += length;
            if (at == from.length) {
                piece++;
                at = 0;
            }
        }
        left -= part.length;
        return part;
    }
}
