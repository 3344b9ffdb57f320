package switchboard.connection.outbound;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import switchboard.connection.codec.FrameEncoder;
import switchboard.protocol.frames.JsonPieces;

/**
 * What waits to be written to one socket: three lanes, each with its own bound, and the order in which they leave.
 *
 * <pre>
 *  control   at most {@value #MAX_CONTROL}, the oldest gives way    ──▶ first
 *  notices   full: the client's socket is not read                  ──▶ next
 *  ordered   full: an offer is not taken                            ──▶ last
 * </pre>
 *
 * A frame that was begun is finished before anything else leaves. Not thread-safe: under {@link Outbox}'s lock.
 */
final class OutboundLanes {
    private static final int MAX_CONTROL = 16;

    /** What all control frames that wait may have: a header of two bytes, and 125 of payload (RFC 6455, 5.5). */
    static final int MAX_CONTROL_BYTES = MAX_CONTROL * (2 + 125);

    /** What a notice takes beside its pieces. */
    private static final int NOTICE_BYTES = 96;

    private final OutboxLimits limits;

    private final ArrayDeque<byte[]> ordered = new ArrayDeque<>(0);
    private final ArrayDeque<JsonPieces> notices = new ArrayDeque<>(0);
    private final ArrayDeque<byte[]> control = new ArrayDeque<>(0);
    private int orderedBytes;
    private long noticeBytes;

    /** A frame of which a slice was handed to the socket: nothing may come before its rest. */
    private @Nullable PartialFrame partial;

    OutboundLanes(OutboxLimits limits) {
        this.limits = limits;
    }

    // ---- what comes in

    /** Queues a frame in the ordered lane, whose bound is checked by {@link #fits} before, for messages. */
    void addOrdered(byte[] json) {
        ordered.add(json);
        orderedBytes += json.length;
    }

    /** Queues a notice. Never refused: while {@link #noticesFull} the client sends nothing that would need one. */
    void addNotice(JsonPieces json) {
        notices.add(json);
        noticeBytes += json.bytes();
    }

    /**
     * Queues a control frame. Of more than {@value #MAX_CONTROL} that wait the oldest gives way: only the latest ping
     * needs an answer (RFC 6455, 5.5.3).
     */
    void addControl(byte[] frame) {
        if (control.size() >= MAX_CONTROL) {
            control.remove();
        }
        control.add(frame);
    }

    // ---- bounds

    /**
     * Whether the ordered lane has room for one of so many bytes; an empty one takes any.
     *
     * @param atMost how many bytes it may have at the moment
     */
    boolean fits(int bytes, int atMost) {
        return ordered.isEmpty() || (ordered.size() < limits.frames() && orderedBytes + bytes <= atMost);
    }

    /** Whether the ordered lane is half empty, and has room for one of so many bytes: it is worth to offer again. */
    boolean isHalfEmptyFor(int bytes, int atMost) {
        return ordered.size() <= limits.frames() / 2 && orderedBytes <= atMost / 2 && fits(bytes, atMost);
    }

    boolean noticesFull() {
        return notices.size() >= limits.notices();
    }

    /** The bytes of what waits, without control frames. A frame that other outboxes share counts in full. */
    long bytes() {
        return orderedBytes
                + noticeBytes
                + besides()
                + (partial == null ? 0 : partial.payload().bytes());
    }

    /** What notices take beside their pieces. */
    long besides() {
        return (long) notices.size() * NOTICE_BYTES;
    }

    /** Hands out every array that waits, but for control frames. */
    void forEachArray(Consumer<byte[]> arrays) {
        ordered.forEach(arrays);
        notices.forEach(json -> json.pieces().forEach(arrays));
        if (partial != null) {
            partial.payload().pieces().forEach(arrays);
        }
    }

    boolean isEmpty() {
        return partial == null && ordered.isEmpty() && notices.isEmpty() && control.isEmpty();
    }

    // ---- what goes out

    /**
     * Drops what waits, but for the rest of a frame that was begun: without it the client would misread what follows.
     */
    void drop() {
        ordered.clear();
        orderedBytes = 0;
        notices.clear();
        noticeBytes = 0;
        control.clear();
    }

    /** Drops the rest of a frame that was begun, too: nothing follows. Returns whether there was one. */
    boolean dropAll() {
        drop();
        boolean amidFrame = partial != null;
        partial = null;
        return amidFrame;
    }

    /**
     * Takes what leaves next and puts it into an empty buffer, at most {@link OutboxLimits#writeBytes} and
     * {@link #MAX_CONTROL_BYTES}: as many frames as fit, or a slice of one that is larger.
     */
    void take(ByteBuffer to) {
        if (partial == null) {
            takeWhole(to);
            if (to.position() > 0 || isEmpty()) {
                return;
            }
            partial = new PartialFrame(notices.isEmpty() ? JsonPieces.of(removeOrdered()) : removeNotice());
        }
        partial.put(to, limits.writeBytes());
        if (partial.isWritten()) {
            partial = null;
        }
    }

    private void takeWhole(ByteBuffer to) {
        while (!control.isEmpty()) {
            to.put(control.remove());
        }
        while (!notices.isEmpty() && fits(notices.element().bytes(), to)) {
            JsonPieces json = removeNotice();
            FrameEncoder.putHeader(to, FrameEncoder.TEXT, json.bytes());
            json.put(to);
        }
        while (notices.isEmpty() && !ordered.isEmpty() && fits(ordered.element().length, to)) {
            byte[] json = removeOrdered();
            FrameEncoder.putHeader(to, FrameEncoder.TEXT, json.length);
            to.put(json);
        }
    }

    private boolean fits(int payloadBytes, ByteBuffer batch) {
        return batch.position() + FrameEncoder.headerBytes(payloadBytes) + payloadBytes <= limits.writeBytes();
    }

    private JsonPieces removeNotice() {
        JsonPieces json = notices.remove();
        noticeBytes -= json.bytes();
        return json;
    }

    private byte[] removeOrdered() {
        byte[] json = ordered.remove();
        orderedBytes -= json.length;
        return json;
    }
}
