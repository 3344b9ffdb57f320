package switchboard.connection.outbound;

/**
 * How much one connection's outbound queue holds.
 *
 * @param frames of the ordered lane; an empty lane takes any one frame
 * @param bytes of the ordered lane; an empty lane takes any one frame
 * @param notices from which on the client's socket is not read until they drain
 * @param unansweredFrames of the client, from which on its socket is not read until one is answered
 * @param writeBytes the most that is handed to the socket at once
 */
public record OutboxLimits(int frames, int bytes, int notices, int unansweredFrames, int writeBytes) {
    /** The room that {@link Outbox#drain} needs: control frames may come on top. */
    public int batchBytes() {
        return writeBytes + OutboundLanes.MAX_CONTROL_BYTES;
    }
}
