package switchboard.http.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.Responses;
import switchboard.http.request.Quoted;
import switchboard.http.request.RequestHead;
import switchboard.protocol.frames.Refusal;

/**
 * Which call answers which path and method. A path is matched segment by segment, {@code *} takes any one segment that
 * is not empty; so a slash at the end makes another path. {@code HEAD} is answered as {@code GET}. Immutable once
 * built.
 */
final class Routes {
    private static final String VARIABLE = "*";

    /** A path with its calls by method. */
    private record Route(List<String> segments, Map<String, Call> calls) {
        Optional<List<String>> match(List<String> path) {
            if (path.size() != segments.size()) {
                return Optional.empty();
            }
            List<String> variables = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (segments.get(i).equals(VARIABLE) && !path.get(i).isEmpty()) {
                    variables.add(path.get(i));
                } else if (!segments.get(i).equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(List.copyOf(variables));
        }

        List<String> allowed() {
            List<String> methods = new ArrayList<>();
            for (String method : calls.keySet()) {
                methods.add(method);
                if (method.equals("GET")) {
                    methods.add("HEAD");
                }
            }
            methods.add("OPTIONS");
            return methods;
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /** Adds a call; a path that is there already gets one more method. */
    Routes with(String method, String path, Call call) {
        List<String> segments = segments(path);
        for (Route route : routes) {
            if (route.segments().equals(segments)) {
                route.calls().put(method, call);
                return this;
            }
        }
        Route route = new Route(segments, new LinkedHashMap<>());
        route.calls().put(method, call);
        routes.add(route);
        return this;
    }

    /** The methods that are allowed at one path or another. */
    List<String> methods() {
        return routes.stream()
                .flatMap(route -> route.allowed().stream())
                .distinct()
                .toList();
    }

    CompletionStage<HttpResponse> answer(HttpRequest request) {
        String method = request.method().value();
        List<String> path = segments(request.getUri().path());
        for (Route route : routes) {
            Optional<List<String>> variables = route.match(path);
            if (variables.isPresent()) {
                Call call = route.calls().get(method.equals("HEAD") ? "GET" : method);
                return call == null
                        ? CompletableFuture.completedStage(Responses.methodNotAllowed(route.allowed()))
                        : call.answer(request, variables.get());
            }
        }
        return CompletableFuture.completedStage(Responses.refused(
                Refusal.NOT_FOUND,
                "no such path: " + Quoted.of(RequestHead.of(request).loggedPath())));
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }
}
