package switchboard.connection.codec;

/** Which status codes a close frame may carry (RFC 6455, 7.4, and the IANA registry that it opened). */
public final class CloseCodes {
    public static final int NORMAL = 1000;

    /** Stands for a close frame without a code; never on the wire. */
    public static final int NONE = 1005;

    private CloseCodes() {}

    /** Whether a client may send it: registered and not reserved for internal use, or in the private ranges. */
    static boolean allowed(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
