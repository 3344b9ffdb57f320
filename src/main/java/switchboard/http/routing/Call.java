package switchboard.http.routing;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** One call of the API: answers the requests for its path and method. */
@FunctionalInterface
public interface Call {
    /** @param variables the segments of the path for which the route has a variable, decoded, in order */
    CompletionStage<HttpResponse> answer(HttpRequest request, List<String> variables);
}
