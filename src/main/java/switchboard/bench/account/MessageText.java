package switchboard.bench.account;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import switchboard.protocol.values.MessageType;

/**
 * Writes the frames that clients send, and with them the content that every receiver must get back byte by byte:
 * {@code {"class":3,"n":17,"text":"xxx…"}}. One buffer, overwritten by the next call; not thread-safe.
 */
public final class MessageText {
    /** Room for the members and for the longest numbers. */
    public static final int MIN_CONTENT_BYTES = 64;

    private static final byte[] REF = ascii(",\"ref\":\"");
    private static final byte[] CLASS = ascii("{\"class\":");
    private static final byte[] NUMBER = ascii(",\"n\":");
    private static final byte[] TEXT = ascii(",\"text\":\"");
    private static final byte[] CONTENT_END = ascii("\"}");
    private static final int ENVELOPE_BYTES = 256;

    private final int session;
    private final int contentBytes;
    private final byte[] buffer;
    private int length;

    public MessageText(int session, int contentBytes) {
        this.session = session;
        this.contentBytes = contentBytes;
        buffer = new byte[contentBytes + ENVELOPE_BYTES];
    }

    public byte[] bytes() {
        return buffer;
    }

    public int length() {
        return length;
    }

    /**
     * Writes a whole frame.
     *
     * @param recipient empty: none
     * @param ref empty: none
     */
    public void frame(MessageType type, String recipient, int number, byte[] ref) {
        length = 0;
        put(ascii("{\"type\":\"" + type.wire() + "\",\"context\":\"bench\""));
        if (!recipient.isEmpty()) {
            put(ascii(",\"to_user\":\"" + recipient + "\""));
        }
        if (ref.length > 0) {
            put(REF);
            put(ref);
            buffer[length++] = '"';
        }
        put(ascii(",\"content\":"));
        putContent(number);
        buffer[length++] = '}';
    }

    /** Writes the content alone. */
    public void content(int number) {
        length = 0;
        putContent(number);
    }

    /** The number that stands in a content, or -1 where it is not one of this class. */
    int numberIn(byte[] source, int from, int to) {
        length = 0;
        put(CLASS);
        put(ascii(Integer.toString(session)));
        put(NUMBER);
        int digitsFrom = from + length;
        if (digitsFrom >= to || !Arrays.equals(source, from, digitsFrom, buffer, 0, length)) {
            return -1;
        }
        return number(source, digitsFrom, to);
    }

    private static int number(byte[] source, int digitsFrom, int to) {
        long number = 0;
        int at = digitsFrom;
        while (at < to && source[at] >= '0' && source[at] <= '9' && number <= Integer.MAX_VALUE) {
            number = number * 10 + (source[at] - '0');
            at++;
        }
        return at == digitsFrom || number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    private void putContent(int number) {
        int end = length + contentBytes;
        put(CLASS);
        put(ascii(Integer.toString(session)));
        put(NUMBER);
        put(ascii(Integer.toString(number)));
        put(TEXT);
        Arrays.fill(buffer, length, end - CONTENT_END.length, (byte) 'x');
        length = end - CONTENT_END.length;
        put(CONTENT_END);
    }

    private void put(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
