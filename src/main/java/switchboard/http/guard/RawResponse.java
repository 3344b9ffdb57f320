package switchboard.http.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import switchboard.http.policy.ErrorBody;
import switchboard.protocol.frames.ProtocolJson;
import switchboard.protocol.frames.Refused;

/** Writes responses as bytes where pekko-http cannot. Pure and thread-safe. */
final class RawResponse {
    private RawResponse() {}

    /** A whole response, where there is no request that pekko-http could answer. It closes the connection. */
    static ByteString of(Refused refused, List<HttpHeader> headers) {
        byte[] body = json(ErrorBody.of(refused));
        int status = refused.refusal().status();
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(ErrorBody.phrase(status))
                .append("\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ")
                .append(body.length);
        long wait = ErrorBody.retryAfterSeconds(refused);
        if (wait > 0) {
            head.append("\r\nRetry-After: ").append(wait);
        }
        for (HttpHeader header : headers) {
            head.append("\r\n").append(header.name()).append(": ").append(header.value());
        }
        head.append("\r\n\r\n");
        return ByteString.fromArray(head.toString().getBytes(StandardCharsets.US_ASCII))
                .concat(ByteString.fromArray(body));
    }

    /** By the same mapper as pekko-http's marshaller, so that all errors look the same. */
    private static byte[] json(ErrorBody error) {
        try {
            return ProtocolJson.MAPPER.writeValueAsBytes(error);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("an error has no JSON", bug);
        }
    }

    /** The head of a response without a body, as it stands. */
    static ByteString head(HttpResponse response) {
        int status = response.status().intValue();
        StringBuilder head = new StringBuilder("HTTP/1.1 ")
                .append(status)
                .append(' ')
                .append(response.status().reason());
        for (HttpHeader header : response.getHeaders()) {
            head.append("\r\n").append(header.name()).append(": ").append(header.value());
        }
        return ByteString.fromArray(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    }
}
