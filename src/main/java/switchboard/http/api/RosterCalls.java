package switchboard.http.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.JsonBody;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.request.Quoted;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.http.scheduling.LargeResponses;
import switchboard.identity.access.Action;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.store.RosterChange;

/** The calls that change who is in the list of a session that goes on (protocol.md, section 3, Roster). */
final class RosterCalls {
    private record ChangedBody(SessionInfo session) {}

    private final BoundedAsk<HubProtocol.Command> hub;
    private final RequestBodies bodies;
    private final LargeResponses large;
    private final int maxStudents;
    private final JsonBody<AddStudentsBody> addition;

    RosterCalls(BoundedAsk<HubProtocol.Command> hub, RequestBodies bodies, LargeResponses large, int maxStudents) {
        this.hub = hub;
        this.bodies = bodies;
        this.large = large;
        this.maxStudents = maxStudents;
        this.addition = AddStudentsBody.ofAtMost(maxStudents);
    }

    void addTo(Routes routes) {
        routes.with("POST", "/api/sessions/*/students", Action.CHANGE_SESSION, this::add)
                .with("DELETE", "/api/sessions/*/students/*", Action.CHANGE_SESSION, this::remove);
    }

    private CompletionStage<HttpResponse> add(HttpRequest request, List<String> variables) {
        return SessionInPath.answer(
                variables,
                session -> bodies.read(request, addition, body -> {
                    AddStudentsBody.Outcome outcome = body.judge(maxStudents);
                    return outcome instanceof AddStudentsBody.Good good
                            ? change(request, session, good.change())
                            : now(Responses.refused(((AddStudentsBody.Bad) outcome).refused()));
                }));
    }

    private CompletionStage<HttpResponse> remove(HttpRequest request, List<String> variables) {
        String student = variables.get(1);
        if (!UserId.isValid(student)) {
            return now(Responses.refused(
                    Refusal.INVALID_USER_ID, "user_id: " + Quoted.of(student) + " (allowed: " + UserId.ALLOWED + ")"));
        }
        return SessionInPath.answer(
                variables, session -> change(request, session, new RosterChange.Remove(new UserId(student))));
    }

    private CompletionStage<HttpResponse> change(HttpRequest request, SessionId session, RosterChange change) {
        return hub.<HubProtocol.RosterReply>ask(
                        replyTo -> new HubProtocol.ChangeRoster(session, change, Exchange.clientOf(request), replyTo))
                .thenCompose(reply -> reply instanceof HubProtocol.RosterChanged changed
                        ? changed(changed.session())
                        : now(Responses.refused(((HubProtocol.NotDone) reply).refused())));
    }

    private CompletionStage<HttpResponse> changed(SessionInfo session) {
        return large.make(SessionCalls.estimatedBytes(session), () -> Responses.json(200, new ChangedBody(session)));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
