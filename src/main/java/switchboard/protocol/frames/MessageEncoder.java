package switchboard.protocol.frames;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Timestamps;
import switchboard.protocol.values.UserId;

/** Writes the frame of a message into one array of exactly its size: the work that is done for each message. */
final class MessageEncoder {
    private static final byte[] ID = ascii("{\"id\":\"");
    private static final byte[] SESSION_ID = ascii("\",\"session_id\":\"");
    private static final byte[] TYPE = ascii("\",\"type\":\"");
    private static final byte[] CONTEXT = ascii("\",\"context\":\"");
    private static final byte[] FROM_USER = ascii("\",\"from_user\":\"");
    private static final byte[] TO_USER = ascii("\",\"to_user\":\"");
    private static final byte[] CONTENT = ascii("\",\"content\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":\"");
    private static final byte[] SEQ = ascii("\",\"seq\":");
    private static final byte[] REF = ascii(",\"ref\":\"");
    private static final byte[] REF_END = ascii("\"}");
    private static final byte[] END = ascii("}");

    private static final int FIXED_BYTES = ID.length
            + AsciiFrame.UUID_LENGTH
            + SESSION_ID.length
            + AsciiFrame.UUID_LENGTH
            + TYPE.length
            + CONTEXT.length
            + FROM_USER.length
            + CONTENT.length
            + TIMESTAMP.length
            + Timestamps.LENGTH
            + SEQ.length
            + END.length;

    private MessageEncoder() {}

    static byte[] encode(Message message) {
        String type = message.type().wire();
        String context = message.context().value();
        String from = message.from().value();
        @Nullable UserId to = message.to();
        byte[] content = message.content().json();
        int length = FIXED_BYTES
                + type.length()
                + context.length()
                + from.length()
                + (to == null ? 0 : TO_USER.length + to.value().length())
                + content.length
                + AsciiFrame.digits(message.seq());

        AsciiFrame frame = new AsciiFrame(length)
                .json(ID)
                .uuid(message.id().value())
                .json(SESSION_ID)
                .uuid(message.session().value())
                .json(TYPE)
                .word(type)
                .json(CONTEXT)
                .word(context)
                .json(FROM_USER)
                .word(from);
        if (to != null) {
            frame.json(TO_USER).word(to.value());
        }
        return frame.json(CONTENT)
                .json(content)
                .json(TIMESTAMP)
                .timestamp(message.timestamp())
                .json(SEQ)
                .number(message.seq())
                .json(END)
                .finish();
    }

    /** What a frame grows by {@link #withRef}. */
    static int bytesOf(Ref ref) {
        return REF.length + AsciiFrame.escapedLength(ref.value()) + REF_END.length - END.length;
    }

    /** The frame as only its sender gets it. */
    static byte[] withRef(byte[] frame, Ref ref) {
        int kept = frame.length - END.length;
        return new AsciiFrame(frame.length + bytesOf(ref))
                .json(frame, kept)
                .json(REF)
                .escaped(ref.value())
                .json(REF_END)
                .finish();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
