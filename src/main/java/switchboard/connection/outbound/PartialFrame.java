package switchboard.connection.outbound;

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
        FrameEncoder.writeHeader(header, 0, FrameEncoder.TEXT, payload.bytes());
        left = header.length + payload.bytes();
    }

    /** All of it: it is kept until the last slice is written. */
    JsonPieces payload() {
        return payload;
    }

    boolean isWritten() {
        return left == 0;
    }

    /** The next slice, of at most so many bytes. */
    byte[] take(int atMost) {
        byte[] slice = new byte[Math.min(atMost, left)];
        int filled = 0;
        while (filled < slice.length) {
            byte[] from = piece < 0 ? header : payload.pieces().get(piece);
            int length = Math.min(slice.length - filled, from.length - at);
            System.arraycopy(from, at, slice, filled, length);
            filled += length;
            at += length;
            if (at == from.length) {
                piece++;
                at = 0;
            }
        }
        left -= slice.length;
        return slice;
    }
}
