package switchboard.http.body;

import java.util.Arrays;
import java.util.function.Function;
import org.apache.pekko.stream.KillSwitch;
import org.apache.pekko.util.ByteString;
import switchboard.shares.FairBudget;

/**
 * A body as far as it has come, in one array: the pieces of a client that sends byte by byte would take a hundred times
 * as much. The room doubles as the bytes come, since a length that is only declared must not cost memory. Filled by one
 * thread after another.
 */
final class ComingBody {
    private static final int LEAST_ROOM = 1_024;
    private static final byte[] NOTHING = new byte[0];

    /** It had to give way to others. Carries no trace: it is an answer, not a bug. */
    static final class NoRoom extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoRoom() {
            super("no room for a body", null, false, false);
        }
    }

    private final int maxBytes;
    private final FairBudget.Share share;
    private volatile byte[] bytes = NOTHING;
    private int length;

    /**
     * @param share makes the share that it is counted by
     * @param reading what ends the reading of it once others need the room
     */
    ComingBody(long maxBytes, Function<Runnable, FairBudget.Share> share, KillSwitch reading) {
        this.maxBytes = Math.toIntExact(maxBytes);
        this.share = share.apply(() -> reading.abort(new NoRoom()));
    }

    /** @throws NoRoom where others have to be let in first */
    void add(ByteString piece) {
        int needed = length + piece.length();
        if (needed > bytes.length) {
            int room = Math.max(needed, Math.min(maxBytes, Math.max(LEAST_ROOM, 2 * needed)));
            if (!share.hold(room)) {
                throw new NoRoom();
            }
            bytes = Arrays.copyOf(bytes, room);
        }
        piece.copyToArray(bytes, length, piece.length());
        length = needed;
    }

    /** All of it. Not to be added to any more. */
    ByteString bytes() {
        return ByteString.fromArrayUnsafe(bytes, 0, length);
    }

    /** Nobody needs it any more, whole or not. */
    void forget() {
        share.giveBack();
        // The connection, which may stay for a while to have its refusal read, still knows this.
        bytes = NOTHING;
        length = 0;
    }
}
