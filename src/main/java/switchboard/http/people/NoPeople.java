package switchboard.http.people;

import java.util.List;
import switchboard.http.body.Responses;
import switchboard.http.routing.Call;
import switchboard.http.routing.Routes;
import switchboard.identity.access.Action;
import switchboard.protocol.frames.Refusal;

/** What these calls answer where the server hands out no tokens itself: why not, and not only that there is no path. */
public final class NoPeople {
    private static final List<String> POST = List.of(
            "/api/people/setup",
            "/api/people/accept",
            "/api/people/invites",
            "/api/join/*",
            "/api/sessions/*/requests/*",
            "/api/tokens");

    private static final List<String> GET = List.of(
            "/api/people/invites",
            "/api/join/*/requests/*",
            "/api/sessions/*/requests",
            "/api/sessions/*/claims",
            "/api/sessions/*/cards");

    private static final List<String> DELETE =
            List.of("/api/people/invites/*", "/api/sessions/*/claims/*", "/api/tokens");

    private NoPeople() {}

    /** Adds all of them. */
    public static void addTo(Routes routes) {
        Call none = (request, variables) -> Replies.now(
                Responses.refused(
                        Refusal.NOT_FOUND,
                        "this server hands out no tokens itself: it does with the settings auth.mode = token and auth.people = true"));
        POST.forEach(path -> routes.with("POST", path, Action.ASK_AS_ANYBODY, none));
        GET.forEach(path -> routes.with("GET", path, Action.ASK_AS_ANYBODY, none));
        DELETE.forEach(path -> routes.with("DELETE", path, Action.ASK_AS_ANYBODY, none));
    }
}
