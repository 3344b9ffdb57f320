package switchboard.http.guard;

import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.apache.pekko.util.ByteStringBuilder;
import org.jspecify.annotations.Nullable;
import switchboard.http.policy.HttpSettings;
import switchboard.http.request.ChunkedBody;
import switchboard.http.request.HeadReader;
import switchboard.http.request.RequestHead;

/**
 * Cuts what a client sends into requests: reads each head, follows each body to its end, and gives both to pekko-http
 * in the plain form of {@link RequestHead}. Behind a head that asks for a WebSocket it holds back what comes until that
 * is answered, as it may be no HTTP any more; behind one that is refused it takes nothing.
 *
 * <p>Times are those of a monotonic ticker, in nanoseconds. For one thread.
 */
final class RequestReader {
    private final HttpSettings settings;
    private final long withinNanos;
    private final Consumer<RequestHead> heads;

    /** For the first request the connection's start, then its first byte. */
    private long since;

    private int read;
    private HeadReader head;
    private long bodyBytes;
    private @Nullable ChunkedBody chunks;
    private boolean holds;
    private boolean refused;
    private ByteString held = ByteString.emptyByteString();

    /** @param heads gets each head before its plain form is returned */
    RequestReader(HttpSettings settings, long now, Consumer<RequestHead> heads) {
        this.settings = settings;
        this.heads = heads;
        withinNanos = settings.headWithin().toNanos();
        since = now;
        head = newHead();
    }

    private HeadReader newHead() {
        return new HeadReader(settings.maxHeaderBytes(), settings.maxUriBytes());
    }

    /**
     * More bytes came; only while it does not {@linkplain #holds hold}.
     *
     * @return what pekko-http gets of them, maybe nothing yet
     */
    ByteString add(ByteString more, long now) {
        ByteStringBuilder plain = new ByteStringBuilder();
        byte[] bytes = more.toArrayUnsafe();
        int at = 0;
        while (at < bytes.length && !refused && !holds) {
            if (bodyBytes > 0) {
                int length = (int) Math.min(bodyBytes, bytes.length - at);
                plain.append(more.slice(at, at + length));
                bodyBytes -= length;
                at += length;
            } else if (chunks != null) {
                at = readChunks(chunks, bytes, at, plain);
            } else {
                at = readHead(bytes, at, plain, now);
            }
        }
        // A copy: of the piece that it came in, nothing else is needed.
        held = holds ? more.drop(at).compact() : ByteString.emptyByteString();
        return plain.result();
    }

    private int readChunks(ChunkedBody body, byte[] bytes, int from, ByteStringBuilder plain) {
        int at = body.read(bytes, from, plain);
        if (body.isDone()) {
            chunks = null;
        }
        refused = body.isBroken();
        return at;
    }

    private int readHead(byte[] bytes, int from, ByteStringBuilder plain, long now) {
        boolean begun = head.hasBegun();
        int at = head.read(bytes, from);
        if (!begun && read > 0) {
            since = now;
        }
        if (head.head() != null) {
            take(head.head(), plain);
        }
        return at;
    }

    private void take(RequestHead whole, ByteStringBuilder plain) {
        read++;
        head = newHead();
        refused = whole.refused().isPresent();
        holds = !refused && whole.asksForWebSocket();
        bodyBytes = Math.max(0, whole.body().length());
        chunks = whole.body().equals(RequestHead.Body.CHUNKED) ? new ChunkedBody(settings.maxHeaderBytes()) : null;
        heads.accept(whole);
        plain.append(whole.plain());
    }

    /** What it keeps of what came, about. */
    long bytes() {
        return head.bytes() + held.length();
    }

    /** The client says no more: what pekko-http gets if that was in the middle of a head. */
    ByteString end() {
        ByteStringBuilder plain = new ByteStringBuilder();
        if (isComing() && !refused) {
            head.end();
            RequestHead cut = head.head();
            if (cut != null) {
                take(cut, plain);
            }
        }
        return plain.result();
    }

    /** The part of a head that is there. */
    RequestHead soFar() {
        return head.soFar();
    }

    /** Whether a head is there in part. */
    boolean isComing() {
        return head.hasBegun();
    }

    /** Whether one is there in part, or there was none yet, and should be there as a whole by now. */
    boolean isLate(long now) {
        return (isComing() || read == 0) && now - since > withinNanos;
    }

    /** Nobody waited for the next head up to now: its time begins. */
    void restart(long now) {
        since = now;
    }

    /** Whether more came, or is on its way, than so many requests. */
    boolean hasMoreThan(int requests) {
        return refused || read > requests || isComing() || !held.isEmpty();
    }

    /** Whether it takes nothing until {@link #release}. */
    boolean holds() {
        return holds;
    }

    /** Whether what it holds back waits for no answer any more. */
    boolean mayRelease(int answered) {
        return holds && answered >= read;
    }

    /** Whether something is held back. */
    boolean hasHeld() {
        return !held.isEmpty();
    }

    /** The last request was answered and all is HTTP as before: what was held back is to be added again. */
    ByteString release() {
        holds = false;
        return takeHeld();
    }

    /** What came behind the head of a request that is answered by an upgrade. */
    ByteString takeHeld() {
        ByteString taken = held;
        held = ByteString.emptyByteString();
        return taken;
    }
}
