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
 * Cuts what a client sends into requests: reads each head, follows each body to its end, and returns both in the plain
 * form of {@link RequestHead} for pekko-http. What follows a request for a WebSocket is held back until that is
 * answered, since it may be no HTTP any more. What follows a refused head is dropped.
 *
 * <p>Times are those of a monotonic ticker, in nanoseconds. For one thread.
 */
final class RequestReader {
    private final HttpSettings settings;
    private final long withinNanos;
    private final Consumer<RequestHead> heads;

    /** When the time of the head began: with the connection for the first one, with its first byte for the others. */
    private long since;

    private int read;
    private HeadReader head;
    private long bodyBytes;
    private @Nullable ChunkedBody chunks;
    private boolean holds;
    private boolean refused;
    private ByteString held = ByteString.emptyByteString();

    /**
     * @param now the start of the connection
     * @param heads gets each head before its plain form is returned
     */
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
     * Reads more bytes. Must not be called while it {@linkplain #holds holds}.
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
        // A copy, so that the rest of the piece in which it came can be freed.
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

    /** About how many bytes of memory it holds. */
    long bytes() {
        return head.bytes() + held.length();
    }

    /** The client says nothing more. Returns what pekko-http gets if that was in the middle of a head. */
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

    /** What has come of the head that is coming in. */
    RequestHead soFar() {
        return head.soFar();
    }

    /** Whether a head has begun, and is not whole. */
    boolean isComing() {
        return head.hasBegun();
    }

    /** Whether a head should be whole by now: one that has begun, or the first of the connection. */
    boolean isLate(long now) {
        return (isComing() || read == 0) && now - since > withinNanos;
    }

    /** The time of the next head begins now: the client was waiting for an answer. */
    void restart(long now) {
        since = now;
    }

    /** Whether the client has sent more than so many requests, or begun to. */
    boolean hasMoreThan(int requests) {
        return refused || read > requests || isComing() || !held.isEmpty();
    }

    /** Whether it holds back what comes, until {@link #release}. */
    boolean holds() {
        return holds;
    }

    /** Whether it holds, and all requests that it has read were answered. */
    boolean mayRelease(int answered) {
        return holds && answered >= read;
    }

    /** Whether something is held back. */
    boolean hasHeld() {
        return !held.isEmpty();
    }

    /** The request was refused, so all is HTTP as before. Returns what was held back, which is to be added again. */
    ByteString release() {
        holds = false;
        return takeHeld();
    }

    /** Takes what was held back, because the request is answered by an upgrade, or the connection gives way. */
    ByteString takeHeld() {
        ByteString taken = held;
        held = ByteString.emptyByteString();
        return taken;
    }
}
