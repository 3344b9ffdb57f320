package switchboard.http.routing;

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
import switchboard.identity.access.Action;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.SessionId;

/**
 * Which call answers which path and method. A path is matched segment by segment, {@code *} takes any one segment that
 * is not empty; so a slash at the end makes another path. {@code HEAD} is answered as {@code GET}. Immutable once
 * built.
 */
public final class Routes {
    private static final String VARIABLE = "*";

    /** What asks for which right. */
    private record Guarded(Action action, Call call) {}

    /** A path with its calls by method. */
    private record Route(List<String> segments, Map<String, Guarded> calls) {
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

    private final Gate gate;
    private final List<Route> routes = new ArrayList<>();

    /** @param gate lets through to a call whoever may make it */
    public Routes(Gate gate) {
        this.gate = gate;
    }

    /**
     * Adds a call; a path that is there already gets one more method.
     *
     * @param action what it is: of a session, the first variable of the path names it
     */
    public Routes with(String method, String path, Action action, Call call) {
        List<String> segments = segments(path);
        for (Route route : routes) {
            if (route.segments().equals(segments)) {
                route.calls().put(method, new Guarded(action, call));
                return this;
            }
        }
        Route route = new Route(segments, new LinkedHashMap<>());
        route.calls().put(method, new Guarded(action, call));
        routes.add(route);
        return this;
    }

    /** The methods that are allowed at one path or another. */
    public List<String> methods() {
        return routes.stream()
                .flatMap(route -> route.allowed().stream())
                .distinct()
                .toList();
    }

    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        String method = request.method().value();
        List<String> path = segments(request.getUri().path());
        for (Route route : routes) {
            Optional<List<String>> variables = route.match(path);
            if (variables.isPresent()) {
                Guarded guarded = route.calls().get(method.equals("HEAD") ? "GET" : method);
                return guarded == null
                        ? CompletableFuture.completedStage(Responses.methodNotAllowed(route.allowed()))
                        : gate.admit(
                                request,
                                guarded.action(),
                                variables.get().stream().findFirst().flatMap(SessionId::parse),
                                known -> guarded.call().answer(known, variables.get()));
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
