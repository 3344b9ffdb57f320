package switchboard.http.guard;

/**
 * How a connection gives way to others, which need its memory or its slot among the sockets. Decides, and does nothing
 * itself. A WebSocket gives way by rules of its own.
 */
enum GivingWay {
    /** It goes on: it ends already, or holds nothing of what is needed. */
    STAY,
    /** It is told why in place of an answer, and then closed. */
    REFUSE,
    /** It is closed in order. */
    CLOSE,
    /** It is reset: an answer is on its way, and an end in order would wait behind that. */
    CUT;

    /**
     * Others need the memory of what the client has sent, or of the answer that it does not take.
     *
     * @param lingering whether its last answer is out
     * @param early whether it is being upgraded and holds bytes for the WebSocket
     * @param untaken whether the socket has not taken the answer before
     */
    static GivingWay forMemory(Exchange.Phase phase, boolean lingering, boolean early, boolean untaken) {
        if (lingering) {
            return STAY;
        }
        return switch (phase) {
            case AWAITING -> untaken ? CUT : REFUSE;
            case ANSWERING -> REFUSE;
            case ANSWERED_EARLY -> CUT;
            case UPGRADED -> early ? CUT : STAY;
        };
    }

    /**
     * Another socket has its slot already, so there is no time to say anything.
     *
     * @param lingering whether its last answer is out
     * @param unwritten whether the socket has not taken all bytes that there are
     */
    static GivingWay forSocket(Exchange.Phase phase, boolean lingering, boolean unwritten) {
        if (phase == Exchange.Phase.UPGRADED) {
            return STAY;
        }
        return lingering || (phase == Exchange.Phase.AWAITING && !unwritten) ? CLOSE : CUT;
    }
}
