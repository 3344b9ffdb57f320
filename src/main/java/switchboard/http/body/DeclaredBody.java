package switchboard.http.body;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import switchboard.http.request.Quoted;
import switchboard.http.request.RequestHead;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;

/** Judges what a request says its body is: it must be JSON, and not compressed. Pure. */
final class DeclaredBody {
    private static final String JSON = " (allowed: application/json, without a charset or with charset=utf-8)";

    private DeclaredBody() {}

    /** What is wrong, quoted as it was sent; empty if nothing is. */
    static Optional<Refused> wrong(HttpRequest request) {
        RequestHead head = RequestHead.of(request);
        if (!isJson(request.entity().getContentType())) {
            String sent = head.value("content-type").map(Quoted::of).orElse("missing");
            return Optional.of(Refusal.UNSUPPORTED_MEDIA_TYPE.because("Content-Type: " + sent + JSON));
        }
        List<String> codings = head.elements("content-encoding");
        boolean plain = codings.stream().allMatch("identity"::equalsIgnoreCase);
        return plain
                ? Optional.empty()
                : Optional.of(Refusal.UNSUPPORTED_MEDIA_TYPE.because("Content-Encoding: "
                        + Quoted.of(head.value("content-encoding").orElse("")) + " (allowed: none, or identity)"));
    }

    /** JSON has no charset parameter, but many clients send one: it must then say what JSON is anyway. */
    private static boolean isJson(ContentType type) {
        return type.mediaType().mainType().equals("application")
                && type.mediaType().subType().equals("json")
                && type.getCharsetOption()
                        .map(charset -> charset.value().equalsIgnoreCase("utf-8"))
                        .orElse(true);
    }
}
