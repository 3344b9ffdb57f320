package switchboard.http.guard;

import org.apache.pekko.util.ByteString;
import switchboard.shares.FairBudget;

/**
 * What the client of a connection has sent and nobody has taken yet, in the order in which it came:
 *
 * <pre>
 *   queued     plain bytes of a request that has no permit yet
 *   reader     the beginning of a head, and what came behind a request for a WebSocket
 *   ahead      what came while pekko-http did not read
 *   early      what came behind a request for a WebSocket that is being upgraded; then there is nothing else
 * </pre>
 *
 * <p>It is counted by a share of the budget for incoming bytes. Next to always there is nothing: bytes go through
 * {@link #read} to pekko-http, and nothing is copied or counted. For one thread.
 */
final class HeldInput {
    private final RequestReader reader;
    private final PipelinedHeads heads;
    private final FairBudget.Share share;
    private ByteString queued = ByteString.emptyByteString();
    private ByteString ahead = ByteString.emptyByteString();
    private ByteString early = ByteString.emptyByteString();
    private long counted;

    /** @param heads of requests that the reader has read; they are counted, too */
    HeldInput(RequestReader reader, PipelinedHeads heads, FairBudget.Share share) {
        this.reader = reader;
        this.heads = heads;
        this.share = share;
    }

    /** Whether bytes that come now must wait behind others, and so must not be {@linkplain #read read}. */
    boolean isBlocked() {
        return reader.holds() || isQueued();
    }

    /** Whether what is held may go on, if pekko-http takes it. @param answered how many requests were */
    boolean mayGoOn(int answered) {
        return !isQueued() && (!reader.holds() || reader.mayRelease(answered));
    }

    /** Keeps bytes until pekko-http reads again. Nothing more is read from the socket until then. */
    void readAhead(ByteString bytes) {
        ahead = bytes;
    }

    /** Takes what is to be read now that it {@linkplain #mayGoOn may go on}; maybe nothing. */
    ByteString takeHeld() {
        ByteString bytes = reader.release().concat(ahead);
        ahead = ByteString.emptyByteString();
        return bytes;
    }

    /** Reads bytes into requests. Returns what pekko-http gets of them, maybe nothing yet. */
    ByteString read(ByteString bytes, long now) {
        return reader.add(bytes, now);
    }

    /** The client says nothing more. Returns what pekko-http gets if that was in the middle of a head. */
    ByteString end() {
        return reader.end();
    }

    /** Keeps the plain bytes of a request until it has its permit. */
    void queue(ByteString plain) {
        queued = plain;
    }

    boolean isQueued() {
        return !queued.isEmpty();
    }

    ByteString takeQueued() {
        ByteString plain = queued;
        queued = ByteString.emptyByteString();
        return plain;
    }

    /** Whether pekko-http has all that came, but for the beginning of a head. */
    boolean isEmpty() {
        return !isQueued() && ahead.isEmpty() && !reader.hasHeld();
    }

    /** Whether the client has sent more than so many requests. */
    boolean hasMoreThan(int requests) {
        return reader.hasMoreThan(requests) || !ahead.isEmpty();
    }

    /** The connection gives way: all but the beginning of a head is dropped, and nothing is counted. */
    void drop() {
        queued = ByteString.emptyByteString();
        ahead = ByteString.emptyByteString();
        reader.takeHeld();
        giveBack();
    }

    // ---- for a connection that is being upgraded

    /** What came behind the request for a WebSocket is for that one. */
    void keepForUpgrade() {
        early = reader.takeHeld().concat(ahead);
        ahead = ByteString.emptyByteString();
    }

    void addEarly(ByteString bytes) {
        early = early.concat(bytes);
    }

    boolean hasEarly() {
        return !early.isEmpty();
    }

    ByteString takeEarly() {
        ByteString bytes = early;
        early = ByteString.emptyByteString();
        return bytes;
    }

    // ---- memory

    /** Counts what is held by now. Returns false where the connection has to give way. */
    boolean count() {
        long held = queued.length() + ahead.length() + early.length() + reader.bytes() + heads.bytes();
        if (held == counted) {
            return true;
        }
        counted = held;
        return share.hold(held);
    }

    /** Nothing is counted any more. */
    void giveBack() {
        share.giveBack();
    }
}
