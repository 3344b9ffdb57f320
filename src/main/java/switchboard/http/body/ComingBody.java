package switchboard.http.body;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.pekko.stream.KillSwitch;
import org.apache.pekko.util.ByteString;
import switchboard.shares.FairBudget;

/**
 * A body as far as it has come, in one array: kept as pieces, the body of a client that sends byte by byte would take a
 * hundred times as much. The array doubles as the bytes come, since a length that is only declared must not cost
 * memory. Filled by one thread after another.
 */
final class ComingBody {
    private static final int LEAST_CAPACITY = 1_024;
    private static final byte[] NOTHING = new byte[0];

    /** The body has to give way to others. Carries no stack trace: it becomes an answer, and is no bug. */
    static final class GaveWay extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GaveWay() {
            super("a body gave way to others", null, false, false);
        }
    }

    private final int maxBytes;
    private final FairBudget.Share share;
    private volatile byte[] bytes = NOTHING;
    private int length;

    /**
     * @param share makes the share by which it is counted, from what is run when it has to give way
     * @param reading aborted when it has to give way
     */
    ComingBody(long maxBytes, Function<Runnable, FairBudget.Share> share, KillSwitch reading) {
        this.maxBytes = Math.toIntExact(maxBytes);
        this.share = share.apply(() -> reading.abort(new GaveWay()));
    }

    /** @throws GaveWay where the budget has no more bytes for it */
    void add(ByteString piece) {
        int needed = length + piece.length();
        if (needed > bytes.length) {
            int capacity = Math.max(needed, Math.min(maxBytes, Math.max(LEAST_CAPACITY, 2 * needed)));
            if (!share.hold(capacity)) {
                throw new GaveWay();
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        piece.copyToArray(bytes, length, piece.length());
        length = needed;
    }

    /** The whole body. Nothing may be added afterwards. */
    ByteString bytes() {
        return ByteString.fromArrayUnsafe(bytes, 0, length);
    }

    /** Gives its memory back, whole or not. */
    void forget() {
        share.giveBack();
        // The connection may stay for a while, until its client has read a refusal, and still refers to this.
        bytes = NOTHING;
        length = 0;
    }
}
