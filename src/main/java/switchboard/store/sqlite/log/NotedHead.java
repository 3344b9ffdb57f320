package switchboard.store.sqlite.log;

import switchboard.store.rules.LogHead;

/** The head of a log, and up to where its size is noted in the database. For one thread at a time. */
public final class NotedHead {
    /**
     * The size of a log is noted after so many more messages or bytes: to read a head is to add up no more than these.
     */
    public static final int NOTED_EVERY_MESSAGES = 1_000;

    private static final long NOTED_EVERY_BYTES = 256L << 10;

    private final LogHead head;
    private long notedSeq;
    private long notedBytes;

    /**
     * @param notedSeq up to which message the noted size counts
     * @param notedBytes that size
     */
    NotedHead(LogHead head, long notedSeq, long notedBytes) {
        this.head = head;
        this.notedSeq = notedSeq;
        this.notedBytes = notedBytes;
    }

    LogHead head() {
        return head;
    }

    /** Whether the log has grown so much that its size is to be noted. */
    boolean isDue() {
        return head.seq() - notedSeq >= NOTED_EVERY_MESSAGES || head.storedBytes() - notedBytes >= NOTED_EVERY_BYTES;
    }

    void noted() {
        notedSeq = head.seq();
        notedBytes = head.storedBytes();
    }
}
