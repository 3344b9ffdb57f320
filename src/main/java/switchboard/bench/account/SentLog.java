package switchboard.bench.account;

import java.util.Arrays;
import java.util.BitSet;
import switchboard.protocol.values.MessageType;

/**
 * Every message that was sent in one session, by the number that it carries in its content: 0, 1, 2 … in the order of
 * sending. Columns instead of objects, because there are millions.
 */
final class SentLog {
    static final short NOBODY = -1;

    private static final MessageType[] TYPES = MessageType.values();

    private byte[] types = new byte[1024];
    private short[] senders = new short[1024];
    private short[] recipients = new short[1024];
    private int[] recipientsLeft = new int[1024];
    private int[] owed = new int[1024];
    private long[] scheduledAt = new long[1024];
    private long[] seqs = new long[1024];
    private final BitSet refused = new BitSet();
    private int size;

    /**
     * @param recipient index of the one student it is for, or {@link #NOBODY}
     * @param receivers how many it is for
     * @param others what else must come before nothing of it is under way: deliveries to others, and a receipt
     */
    int add(MessageType type, int sender, int recipient, int receivers, int others, long scheduled) {
        if (size == types.length) {
            grow(2 * size);
        }
        types[size] = (byte) type.ordinal();
        senders[size] = (short) sender;
        recipients[size] = (short) recipient;
        recipientsLeft[size] = receivers;
        owed[size] = receivers + others;
        scheduledAt[size] = scheduled;
        return size++;
    }

    private void grow(int capacity) {
        types = Arrays.copyOf(types, capacity);
        senders = Arrays.copyOf(senders, capacity);
        recipients = Arrays.copyOf(recipients, capacity);
        recipientsLeft = Arrays.copyOf(recipientsLeft, capacity);
        owed = Arrays.copyOf(owed, capacity);
        scheduledAt = Arrays.copyOf(scheduledAt, capacity);
        seqs = Arrays.copyOf(seqs, capacity);
    }

    int size() {
        return size;
    }

    MessageType type(int number) {
        return TYPES[types[number]];
    }

    int sender(int number) {
        return senders[number];
    }

    int recipient(int number) {
        return recipients[number];
    }

    /** When it was to be sent, which may be earlier than when it was. */
    long scheduledAt(int number) {
        return scheduledAt[number];
    }

    /** One of its recipients has it; true for the last one. */
    boolean receivedByOneMore(int number) {
        return --recipientsLeft[number] == 0;
    }

    /** One thing of what must come has come; true for the last one. */
    boolean settledByOneMore(int number) {
        return --owed[number] == 0;
    }

    /** Its sender was told that nobody gets it. */
    void refuse(int number) {
        refused.set(number);
    }

    boolean isRefused(int number) {
        return refused.get(number);
    }

    /** Its place in the log as its first receiver saw it; 0 while nobody has. */
    long seq(int number) {
        return seqs[number];
    }

    void seq(int number, long seq) {
        seqs[number] = seq;
    }
}
