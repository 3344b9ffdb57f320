package switchboard.store.sqlite.log;

import switchboard.store.rules.LogRules;

/** The key of a message's row: the session's number and, in the lower 32 bits, the seq. */
final class MessageKey {
    /** The bits of the seq. */
    private static final long SEQ_BITS = LogRules.MAX_SEQ;

    private MessageKey() {}

    static long of(long sessionNumber, long seq) {
        return sessionNumber << 32 | seq;
    }

    /** Whether it is that of a message of the session. */
    static boolean isOf(long sessionNumber, long key) {
        return key >> 32 == sessionNumber && seq(key) > 0;
    }

    static long seq(long key) {
        return key & SEQ_BITS;
    }

    /** Before every message of the session. */
    static long before(long sessionNumber) {
        return sessionNumber << 32;
    }

    /** Behind every message of the session. */
    static long behind(long sessionNumber) {
        return (sessionNumber + 1) << 32;
    }
}
