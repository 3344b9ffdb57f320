package switchboard.connection.outbound;

import java.nio.ByteBuffer;
import switchboard.connection.codec.FrameEncoder;
import switchboard.protocol.frames.JsonPieces;

/** A text frame that is written in slices, and how far it was written. Its payload is never copied as a whole. */
final class PartialFrame {
    private final byte[] header;
    private final JsonPieces payload;
    private int left;

    /** The piece to go on with: the header counts as the one before the first. */
    private int piece = -1;

    private int at;

    PartialFrame(JsonPieces payload) {
        this.payload = payload;
        header = new byte[FrameEncoder.headerBytes(payload.bytes())];
        FrameEncoder.putHeader(ByteBuffer.wrap(header), FrameEncoder.TEXT, payload.bytes());
        left = header.length + payload.bytes();
    }

    /** All of it: it is kept until the last slice is written. */
    JsonPieces payload() {
        return payload;
    }

    boolean isWritten() {
        return left == 0;
    }

    /** Puts the next slice, of at most so many bytes. */
    void put(ByteBuffer to, int atMost) {
        int slice = Math.min(atMost, left);
        left -= slice;
        while (slice > 0) {
            byte[] from = piece < 0 ? header : payload.pieces().get(piece);
            int length = Math.min(slice, from.length - at);
            to.put(from, at, length);
            slice -= length;
            at += length;
            if (at == from.length) {
                piece++;
                at = 0;
            }
        }
    }
}
