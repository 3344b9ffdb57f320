package switchboard.protocol.frames;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Timestamps;

/** Writes a {@code message_accepted} into one array of exactly its size: there is one for each message with a ref. */
final class ReceiptEncoder {
    private static final byte[] SAVED = begin("Your message is saved");
    private static final byte[] SAVED_BEFORE = begin("Your message had been saved before");
    private static final byte[] ID = ascii("\",\"id\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":\"");
    private static final byte[] RECIPIENTS = ascii("\",\"recipients\":");
    private static final byte[] DUPLICATE = ascii(",\"duplicate\":");
    private static final byte[] WRITTEN_AT = ascii("},\"timestamp\":\"");
    private static final byte[] END = ascii("\"}");

    private static final int FIXED_BYTES = ID.length
            + AsciiFrame.UUID_LENGTH
            + SEQ.length
            + TIMESTAMP.length
            + Timestamps.LENGTH
            + RECIPIENTS.length
            + DUPLICATE.length
            + WRITTEN_AT.length
            + Timestamps.LENGTH
            + END.length;

    private ReceiptEncoder() {}

    /** See {@link FrameWriter#messageAccepted}. */
    static byte[] encode(
            Ref ref, MessageId id, long seq, Instant timestamp, int recipients, boolean duplicate, Instant now) {
        byte[] begin = duplicate ? SAVED_BEFORE : SAVED;
        String again = Boolean.toString(duplicate);
        int length = begin.length
                + AsciiFrame.escapedLength(ref.value())
                + FIXED_BYTES
                + AsciiFrame.digits(seq)
                + AsciiFrame.digits(recipients)
                + again.length();
        return new AsciiFrame(length)
                .json(begin)
                .escaped(ref.value())
                .json(ID)
                .uuid(id.value())
                .json(SEQ)
                .number(seq)
                .json(TIMESTAMP)
                .timestamp(timestamp)
                .json(RECIPIENTS)
                .number(recipients)
                .json(DUPLICATE)
                .word(again)
                .json(WRITTEN_AT)
                .timestamp(now)
                .json(END)
                .finish();
    }

    private static byte[] begin(String message) {
        return ascii(
                "{\"type\":\"system\",\"context\":\"message_accepted\",\"content\":{\"event\":\"message_accepted\","
                        + "\"message\":\"" + message + "\",\"ref\":\"");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
