package switchboard.http;

import java.util.List;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;
import switchboard.http.body.Responses;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.policy.ServerNames;
import switchboard.http.request.RequestHead;
import switchboard.protocol.frames.Refusal;

/**
 * Answers in our form what pekko-http cannot read although the guard could, such as a bad address. Public, because
 * pekko-http makes one for every connection by the name of the class.
 *
 * <p>The name is all that pekko-http hands on, so there is one class for each policy. The request was not read, so its
 * origin is not known: where origins are named, no page can read the answer.
 */
public abstract class ParsingErrors extends ParsingErrorHandler {
    private final ResponseHeaders headers;

    private ParsingErrors(List<String> origins) {
        headers = new ResponseHeaders(new CorsPolicy(origins, new ServerNames(List.of())));
    }

    /** Where the setting names {@code *}. */
    public static final class ForAnyOrigin extends ParsingErrors {
        public ForAnyOrigin() {
            super(List.of("*"));
        }
    }

    /** Where the setting names origins. */
    public static final class ForNamedOrigins extends ParsingErrors {
        public ForNamedOrigins() {
            super(List.of());
        }
    }

    /** The class to name in {@code pekko.http.server.parsing.error-handler}. */
    static String className(CorsPolicy cors) {
        return (cors.allowsAnyOrigin() ? ForAnyOrigin.class : ForNamedOrigins.class).getName();
    }

    /** The detail is left out: it quotes the request, which may hold a token, and names pekko's settings. */
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        Refusal refusal =
                status.intValue() == Refusal.BODY_TOO_LARGE.status() ? Refusal.BODY_TOO_LARGE : Refusal.BAD_REQUEST;
        String summary = error.summary().isBlank() ? "not a request of HTTP/1.1" : error.summary();
        return headers.on(Responses.refused(refusal, summary), RequestHead.UNREAD);
    }
}
