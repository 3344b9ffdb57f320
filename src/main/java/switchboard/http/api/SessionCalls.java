package switchboard.http.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.http.body.JsonBody;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.http.scheduling.LargeResponses;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/** The calls that create, show and end sessions (protocol.md, section 3). */
final class SessionCalls {
    /** About what a listed session takes beside its students. */
    private static final int OTHER_BYTES = 300;

    private record CreatedBody(SessionInfo session) {}

    private record ShownBody(SessionInfo session, int connectionCount) {}

    private record EndedBody(String message, SessionInfo session) {}

    private final BoundedAsk<HubProtocol.Command> hub;
    private final RequestBodies bodies;
    private final LargeResponses large;
    private final int maxStudents;
    private final JsonBody<CreateSessionBody> creation;

    SessionCalls(BoundedAsk<HubProtocol.Command> hub, RequestBodies bodies, LargeResponses large, int maxStudents) {
        this.hub = hub;
        this.bodies = bodies;
        this.large = large;
        this.maxStudents = maxStudents;
        this.creation = CreateSessionBody.ofAtMost(maxStudents);
    }

    void addTo(Routes routes) {
        routes.with("POST", "/api/sessions", Action.CREATE_SESSION, this::create)
                .with("GET", "/api/sessions/*", Action.SEE_SESSION, this::show)
                .with("DELETE", "/api/sessions/*", Action.CHANGE_SESSION, this::end);
    }

    private CompletionStage<HttpResponse> create(HttpRequest request, List<String> none) {
        return bodies.read(request, creation, body -> {
            CreateSessionBody.Outcome outcome = body.judge(maxStudents);
            if (outcome instanceof CreateSessionBody.Bad bad) {
                return now(Responses.refused(bad.refused()));
            }
            CreateSessionBody.Good good = (CreateSessionBody.Good) outcome;
            Asker asker = Gate.askerOf(request);
            Optional<Refused> refused = Access.refusal(asker, good.instructor());
            if (refused.isPresent()) {
                return now(Responses.refused(refused.get()));
            }
            return hub.<HubProtocol.CreateReply>ask(replyTo -> new HubProtocol.Create(
                            good.name(),
                            good.instructor(),
                            good.studentIds(),
                            withCreator(good, Access.nameOf(asker)),
                            Exchange.clientOf(request),
                            replyTo))
                    .thenCompose(reply -> reply instanceof HubProtocol.Created created
                            ? created(created.session())
                            : refused((HubProtocol.NotDone) reply));
        });
    }

    /** The names that are given, and that of whoever creates the session where it is not among them. */
    private static Map<UserId, DisplayName> withCreator(CreateSessionBody.Good good, Optional<DisplayName> name) {
        if (name.isEmpty() || good.names().containsKey(good.instructor())) {
            return good.names();
        }
        Map<UserId, DisplayName> names = new LinkedHashMap<>(good.names());
        names.put(good.instructor(), name.get());
        return names;
    }

    private CompletionStage<HttpResponse> created(SessionInfo session) {
        return with(session, 201, new CreatedBody(session))
                .thenApply(answer -> answer.addHeader(RawHeader.create("Location", "/api/sessions/" + session.id())));
    }

    private CompletionStage<HttpResponse> with(SessionInfo session, int status, Object body) {
        return large.make(estimatedBytes(session), () -> Responses.json(status, body));
    }

    /** Nearly all of it are the ids and names, each between quotes and behind a comma or a colon. */
    static int estimatedBytes(SessionInfo session) {
        int bytes = OTHER_BYTES;
        for (UserId student : session.studentIds()) {
            bytes += student.value().length() + 3;
        }
        for (Map.Entry<UserId, DisplayName> name : session.names().entrySet()) {
            // In UTF-8 a character of a name takes three bytes at most.
            bytes +=
                    name.getKey().value().length() + 3 * name.getValue().value().length() + 6;
        }
        return bytes;
    }

    private CompletionStage<HttpResponse> show(HttpRequest request, List<String> variables) {
        return SessionInPath.answer(
                variables,
                session -> hub.<HubProtocol.FindReply>ask(replyTo -> new HubProtocol.Find(session, replyTo))
                        .thenCompose(reply -> reply instanceof HubProtocol.Found found
                                ? shown(Gate.askerOf(request), found)
                                : refused((HubProtocol.NotDone) reply)));
    }

    private CompletionStage<HttpResponse> shown(Asker asker, HubProtocol.Found found) {
        Optional<Refused> refused = Access.refusal(asker, found.session());
        if (refused.isPresent()) {
            return now(Responses.refused(refused.get()));
        }
        SessionInfo session = Access.view(asker, found.session());
        return with(session, 200, new ShownBody(session, found.connectionCount()));
    }

    private CompletionStage<HttpResponse> end(HttpRequest request, List<String> variables) {
        return SessionInPath.answer(
                variables,
                session -> hub.<HubProtocol.EndReply>ask(
                                replyTo -> new HubProtocol.End(session, Exchange.clientOf(request), replyTo))
                        .thenCompose(reply -> reply instanceof HubProtocol.Ended ended
                                ? ended(ended.session())
                                : refused((HubProtocol.NotDone) reply)));
    }

    private CompletionStage<HttpResponse> ended(SessionInfo session) {
        return with(session, 200, new EndedBody("Session ended successfully", session));
    }

    private static CompletionStage<HttpResponse> refused(HubProtocol.NotDone reply) {
        return now(Responses.refused(reply.refused()));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
