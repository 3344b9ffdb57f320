package switchboard.proof;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import switchboard.protocol.values.Message;

/**
 * What the tree holds of a message (protocol.md, section 11): where and when it was said, and commitments to who said
 * what.
 */
public final class LeafHash {
    private static final String VERSION = "switchboard-leaf-v1";

    /** What the parts take: no content comes in here, only commitments. */
    private static final int USUAL_BYTES = 384;

    private LeafHash() {}

    /** The leaf of a message. Ids and the type count as they are written in JSON. */
    public static Hash of(Message message, Salts salts) {
        return of(
                message.session().toString(),
                message.seq(),
                message.id().toString(),
                message.type().wire(),
                message.context().value(),
                message.timestamp().toEpochMilli(),
                message.from().value(),
                message.to() == null ? "" : message.to().value(),
                message.content().json(),
                salts);
    }

    static Hash of(
            String session,
            long seq,
            String id,
            String type,
            String context,
            long timestampMs,
            String from,
            String to,
            byte[] content,
            Salts salts) {
        Parts parts = new Parts();
        parts.add(VERSION);
        parts.add(session);
        parts.add(seq);
        parts.add(id);
        parts.add(type);
        parts.add(context);
        parts.add(timestampMs);
        parts.add(salts.from().commitTo(utf8(from)));
        parts.add(salts.to().commitTo(utf8(to)));
        parts.add(salts.content().commitTo(content));
        return Hash.ofLeaf(parts.bytes.toByteArray());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each behind its length, so that nothing can be moved from one into the next. */
    private static final class Parts {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);

        void add(String text) {
            add(utf8(text));
        }

        void add(long number) {
            add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        }

        void add(byte[] part) {
            bytes.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            bytes.writeBytes(part);
        }
    }
}
