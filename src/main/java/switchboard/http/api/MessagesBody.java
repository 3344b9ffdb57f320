package switchboard.http.api;

import java.nio.charset.StandardCharsets;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.values.Message;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;

/**
 * Writes the answers that hold messages. A message goes into them as the same bytes that a WebSocket gets. Pure and
 * thread-safe.
 */
final class MessagesBody {
    private static final byte[] PAGE = ascii("{\"messages\":[");
    private static final byte[] POSTED = ascii("{\"message\":");

    private MessagesBody() {}

    static byte[] of(History.Page page) {
        boolean more = page.upTo() < page.end();
        StringBuilder damaged = new StringBuilder();
        int messages = 0;
        int length = 0;
        for (EncodedMessage message : page.messages()) {
            length += message.bytes();
            if (message.isDamaged()) {
                damaged.append(damaged.isEmpty() ? ",\"damaged\":[" : ",")
                        .append("{\"first_seq\":" + message.first() + ",\"last_seq\":" + message.seq() + "}");
            } else {
                messages++;
            }
        }
        byte[] end = ascii("]" + damaged + (damaged.isEmpty() ? "" : "]") + ",\"next_after\":"
                + (more ? page.upTo() : "null") + ",\"head_seq\":" + (more ? page.upTo() : page.end()) + "}");
        length += PAGE.length + Math.max(0, messages - 1) + end.length;
        byte[] body = new byte[length];
        int at = append(PAGE, body, 0);
        boolean first = true;
        for (EncodedMessage message : page.messages()) {
            if (message.isDamaged()) {
                continue;
            }
            if (!first) {
                body[at++] = ',';
            }
            first = false;
            at = append(message.json(), body, at);
        }
        append(end, body, at);
        return body;
    }

    static byte[] of(HubProtocol.Posted posted) {
        Message message = posted.message();
        EncodedMessage encoded = FrameWriter.message(message);
        byte[] written = message.ref() == null
                ? encoded.json()
                : encoded.withRef(message.ref()).json();
        byte[] end = ascii(",\"duplicate\":" + posted.duplicate() + ",\"recipients\":" + posted.recipients() + "}");
        byte[] body = new byte[POSTED.length + written.length + end.length];
        append(end, body, append(written, body, append(POSTED, body, 0)));
        return body;
    }

    /** Returns the index behind what was copied. */
    private static int append(byte[] bytes, byte[] to, int at) {
        System.arraycopy(bytes, 0, to, at, bytes.length);
        return at + bytes.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
