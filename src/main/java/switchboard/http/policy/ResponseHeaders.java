package switchboard.http.policy;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.http.request.RequestHead;

/**
 * What every answer carries whatever it says: who may read it, that it is what it says it is, and that no cache keeps
 * what tells of sessions. What says itself how it may be kept is a file of the page or a picture, which tell nothing of
 * sessions: any page may embed those. Immutable.
 */
public final class ResponseHeaders {
    private static final String CACHING = "Cache-Control";
    private static final HttpHeader NO_SNIFFING = RawHeader.create("X-Content-Type-Options", "nosniff");
    private static final HttpHeader NO_STORING = RawHeader.create(CACHING, "no-store");

    private final CorsPolicy cors;

    public ResponseHeaders(CorsPolicy cors) {
        this.cors = cors;
    }

    /** The same answer with them. */
    public HttpResponse on(HttpResponse response, RequestHead head) {
        return response.addHeaders(all(head, response.getHeader(CACHING).isPresent()));
    }

    /** Those of an answer that no call gives. */
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
