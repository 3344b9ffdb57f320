package switchboard.protocol;

/**
 * A message as the text frame that every recipient gets: encoded once, shared by all.
 *
 * @param json the frame's payload in UTF-8; must not be changed
 */
public record EncodedMessage(long seq, byte[] json) {
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
