package switchboard.http.policy;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.http.request.RequestHead;

/**
 * The headers that every answer carries: which pages may read it, that browsers must not guess another type for it, and
 * that no cache keeps it. An answer that has a {@code Cache-Control} of its own is a file of the page or a picture: it
 * tells nothing of sessions, may be kept, and any page may embed it. Immutable.
 */
public final class ResponseHeaders {
    private static final String CACHING = "Cache-Control";
    private static final HttpHeader NO_SNIFFING = RawHeader.create("X-Content-Type-Options", "nosniff");
    private static final HttpHeader NO_STORING = RawHeader.create(CACHING, "no-store");

    private final CorsPolicy cors;

    public ResponseHeaders(CorsPolicy cors) {
        this.cors = cors;
    }

    /** The same answer with these headers. */
    public HttpResponse on(HttpResponse response, RequestHead head) {
        return response.addHeaders(all(head, response.getHeader(CACHING).isPresent()));
    }

    /** The headers of a refusal that no call gives. */
    public List<HttpHeader> ofRefusal(RequestHead head) {
        return all(head, false);
    }

    private List<HttpHeader> all(RequestHead head, boolean file) {
        List<HttpHeader> headers = new ArrayList<>(cors.headers(head));
        headers.add(NO_SNIFFING);
        if (!file) {
            headers.add(NO_STORING);
        }
        String readers = cors.allowsAnyOrigin() || file ? "cross-origin" : "same-origin";
        headers.add(RawHeader.create("Cross-Origin-Resource-Policy", readers));
        return headers;
    }
}
