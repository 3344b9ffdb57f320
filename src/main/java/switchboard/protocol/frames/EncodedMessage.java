package switchboard.protocol.frames;

import switchboard.protocol.values.Ref;

/**
 * A message as the text frame that every recipient gets: encoded once, shared by all. Or, in the place of messages that
 * cannot be read any more, where they were.
 *
 * @param first the seq of the first that is damaged; that of the message otherwise
 * @param json the frame's payload in UTF-8; must not be changed. Empty in the place of damaged messages
 */
public record EncodedMessage(long first, long seq, byte[] json) {
    private static final byte[] NOTHING = {};

    /** A message that can be read. */
    public EncodedMessage(long seq, byte[] json) {
        this(seq, seq, json);
    }

    /** Stands for messages that are damaged where they are stored: nobody knows what they were. */
    public static EncodedMessage damaged(long first, long last) {
        return new EncodedMessage(first, last, NOTHING);
    }

    /** Whether it stands for messages that cannot be read any more. */
    public boolean isDamaged() {
        return json.length == 0;
    }

    /** The size of the payload. */
    public int bytes() {
        return json.length;
    }

    /** The same with its {@code ref}, which only its sender gets. */
    public EncodedMessage withRef(Ref ref) {
        return new EncodedMessage(seq, MessageEncoder.withRef(json, ref));
    }

    @Override
    public String toString() {
        return "EncodedMessage[seq=" + seq + ", " + json.length + " bytes]";
    }
}
