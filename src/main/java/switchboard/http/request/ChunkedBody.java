package switchboard.http.request;

import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;

/**
 * Reads a body in chunks (RFC 9112, 7.1) and writes it in plain chunks: without extensions and trailers, so that nobody
 * can see another end of it; and all data that came at once in one chunk, so that a thousand chunks of one byte do not
 * cost a thousand times as much further on. For one thread.
 */
public final class ChunkedBody {
    /** Written where a body cannot be read: no chunk begins with it, so pekko-http refuses the body. */
    private static final char ILLEGAL = '!';

    private static final int MAX_SIZE_LINE_BYTES = 300;
    private static final int MAX_DIGITS = 12;

    private enum State {
        SIZE,
        DATA,
        DATA_END,
        TRAILER,
        DONE,
        BROKEN
    }

    private final int maxTrailerBytes;
    private State state = State.SIZE;
    private long size;
    private int digits;
    private boolean sizeIsRead;
    private boolean inExtension;
    private boolean atLineEnd;
    private int lineBytes;
    private int trailerBytes;

    /** @param maxTrailerBytes of all trailers together; a body with more is broken */
    public ChunkedBody(int maxTrailerBytes) {
        this.maxTrailerBytes = maxTrailerBytes;
    }

    /** Whether the whole body has come. */
    public boolean isDone() {
        return state == State.DONE;
    }

    /** Whether the body cannot be read. pekko-http sees this by what was written last; nothing more is read. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /**
     * Reads on.
     *
     * @param plain what it is written to
     * @return the index behind the last byte that belongs to the body
     */
    public int read(byte[] bytes, int from, ByteStringBuilder plain) {
        int at = from;

        byte[] data = new byte[bytes.length - from];
        int dataBytes = 0;
        ByteStringBuilder end = new ByteStringBuilder();
        while (at < bytes.length && state != State.DONE && state != State.BROKEN) {
            if (state == State.DATA) {
                int length = (int) Math.min(size, bytes.length - at);
                System.arraycopy(bytes, at, data, dataBytes, length);
                dataBytes += length;
                at += length;
                size -= length;
                state = size == 0 ? State.DATA_END : State.DATA;
            } else {
                takeOfLine((char) (bytes[at++] & 0xff), end);
            }
        }
        if (dataBytes > 0) {
            plain.append(ascii(Integer.toHexString(dataBytes) + "\r\n"))
                    .append(ByteString.fromArray(data, 0, dataBytes))
                    .append(ascii("\r\n"));
        }
        plain.append(end.result());
        return at;
    }

    /** A line ends in CR LF. A CR or LF alone breaks the body, since some readers take it for the end of a line. */
    private void takeOfLine(char c, ByteStringBuilder plain) {
        if ((c == '\n') != atLineEnd) {
            breakAt(ILLEGAL, plain);
            return;
        }
        atLineEnd = c == '\r';
        take(c, plain);
    }

    private void take(char c, ByteStringBuilder plain) {
        switch (state) {
            case SIZE -> takeOfSize(c, plain);
            case DATA_END -> {
                if (c == '\n') {
                    begin();
                } else if (c != '\r') {
                    breakAt(c, plain);
                }
            }
            case TRAILER -> takeOfTrailer(c, plain);
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private void begin() {
        state = State.SIZE;
        size = 0;
        digits = 0;
        sizeIsRead = false;
        inExtension = false;
        lineBytes = 0;
    }

    private void takeOfSize(char c, ByteStringBuilder plain) {
        int digit = Character.digit(c, 16);
        if (++lineBytes > MAX_SIZE_LINE_BYTES) {
            breakAt(ILLEGAL, plain);
        } else if (c == '\n') {
            endSize(c, plain);
        } else if (digits > 0 && (c == ';' || c == ' ' || c == '\t' || c == '\r')) {
            sizeIsRead = true;
            inExtension |= c == ';';
        } else if (!sizeIsRead) {
            if (digit < 0 || ++digits > MAX_DIGITS) {
                breakAt(c, plain);
            }
            size = size * 16 + digit;
        } else if (!inExtension) {
            breakAt(c, plain);
        }
    }

    private void endSize(char c, ByteStringBuilder plain) {
        lineBytes = 0;
        if (digits == 0) {
            breakAt(c, plain);
        } else {
            state = size == 0 ? State.TRAILER : State.DATA;
        }
    }

    private void takeOfTrailer(char c, ByteStringBuilder plain) {
        if (++trailerBytes > maxTrailerBytes) {
            breakAt(ILLEGAL, plain);
        } else if (c == '\n' && lineBytes == 0) {
            plain.append(ascii("0\r\n\r\n"));
            state = State.DONE;
        } else if (c == '\n') {
            lineBytes = 0;
        } else if (c != '\r') {
            lineBytes++;
        }
    }

    private void breakAt(char c, ByteStringBuilder plain) {
        boolean couldBegin = Character.digit(c, 16) >= 0 || c == ' ' || c == '\t';
        plain.append(ascii(String.valueOf(couldBegin ? ILLEGAL : c)));
        state = State.BROKEN;
    }

    private static ByteString ascii(String text) {
        return ByteString.fromArrayUnsafe(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
