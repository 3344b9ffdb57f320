package switchboard.http.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** One call of the API: answers a request whose path and method fit. */
@FunctionalInterface
interface Call {
    /** @param variables what stands in the path where the route has a variable, decoded, in order */
    CompletionStage<HttpResponse> answer(HttpRequest request, List<String> variables);
}
