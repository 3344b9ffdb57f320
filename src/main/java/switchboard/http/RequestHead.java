package switchboard.http;

import org.apache.pekko.util.ByteString;

/**
 * The head of the request that a connection awaits, as far as its bytes tell: pekko-http, which reads it, limits neither
 * its time nor its size as a whole, and keeps to itself what came behind it.
 *
 * <p>Times are those of a monotonic ticker, in nanoseconds; {@code answered} is how many requests were answered before.
 */
final class RequestHead {
    /** The method, the version, and the spaces and line breaks of the head. */
    private static final int REQUEST_LINE_OVERHEAD_BYTES = 64;

    /** More bytes than this hold the whole head of any request that is not refused. */
    private final long maxBytes;

    private final long withinNanos;

    /** For the first request the connection's start, then its first byte. */
    private long since;

    private boolean begun;
    private int answeredBefore;
    private ByteString bytes = ByteString.emptyByteString();

    RequestHead(HttpSettings settings, long now) {
        maxBytes = (long) settings.maxHeaderBytes() + settings.maxUriBytes() + REQUEST_LINE_OVERHEAD_BYTES;
        withinNanos = settings.headWithin().toNanos();
        since = now;
    }

    /**
     * More bytes came while a request was awaited.
     *
     * @return false if so many came before them, without an end, that pekko-http must not collect more
     */
    boolean add(ByteString more, int answered, long now) {
        if (!isComing(answered)) {
            begun = true;
            answeredBefore = answered;
            bytes = ByteString.emptyByteString();
            since = answered == 0 ? since : now;
        }
        if (bytes.size() > maxBytes) {
            return false;
        }
        bytes = bytes.concat(more);
        return true;
    }

    /** Whether a part came of a request that was not answered. */
    boolean isComing(int answered) {
        return begun && answeredBefore == answered;
    }

    /** Whether it should be there by now; the first request of a connection is due from the start. */
    boolean isLate(int answered, long now) {
        return (isComing(answered) || answered == 0) && now - since > withinNanos;
    }

    /** Keeps nothing of a request that was answered. */
    void forgetAnswered(int answered) {
        if (!isComing(answered)) {
            bytes = ByteString.emptyByteString();
        }
    }

    /**
     * What came with the head and is not a part of it. Empty where the request came on the heels of another one: where it
     * began is then not known here.
     *
     * @param answered with the request in question
     */
    ByteString behind(int answered) {
        if (!isComing(answered - 1)) {
            return ByteString.emptyByteString();
        }
        byte[] all = bytes.toArrayUnsafe();
        for (int at = 0; at + 4 <= all.length; at++) {
            if (all[at] == '\r' && all[at + 1] == '\n' && all[at + 2] == '\r' && all[at + 3] == '\n') {
                return bytes.drop(at + 4);
            }
        }
        return ByteString.emptyByteString();
    }
}
