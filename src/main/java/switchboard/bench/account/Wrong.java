package switchboard.bench.account;

/** What can be wrong with a delivery. One of any of these makes a run wrong. */
public enum Wrong {
    /** Expected, and not there although there was time. */
    LOST("lost"),
    /** The same message to the same connection again. */
    TWICE("twice"),
    /** Not above the {@code seq} that the connection got before. */
    OUT_OF_ORDER("out of order"),
    /** Another {@code seq} than the same message had for another receiver. */
    RENUMBERED("numbered differently for another receiver"),
    /** A message of another session. */
    WRONG_SESSION("of another session"),
    /** A message that this user may not see, or that its own connection does not get. */
    NOT_FOR_RECEIVER("not for that receiver"),
    /** Not what was sent: type, sender, recipient or content. */
    ALTERED("altered"),
    /** {@code history_complete} says something else than what was replayed. */
    HISTORY_MISCOUNTED("history_complete miscounted"),
    /** Sent with a ref, and no {@code message_accepted} came. */
    RECEIPT_LOST("without a receipt"),
    /** More than one {@code message_accepted}. */
    RECEIPT_TWICE("receipts twice"),
    /**
     * A {@code message_accepted} that names no message of that sender, one that was refused, another {@code seq} than
     * the message has, or calls a first message a duplicate.
     */
    RECEIPT_WRONG("receipts wrong"),
    /** A page read by REST does not say truly how far it reaches. */
    CURSOR_WRONG("page cursors wrong"),
    /** {@code recipient_offline} although the recipient is connected. */
    FALSELY_OFFLINE("falsely called offline");

    private final String words;

    Wrong(String words) {
        this.words = words;
    }

    /** For the report: "3 lost". */
    String words() {
        return words;
    }
}
