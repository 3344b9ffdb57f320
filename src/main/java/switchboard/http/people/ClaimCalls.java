package switchboard.http.people;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.JsonBody;
import switchboard.http.body.JsonMember;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.request.QueryParameters;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.identity.access.Action;
import switchboard.people.ClaimDesk;
import switchboard.people.People;
import switchboard.people.Reception;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.store.StoredSession;
import switchboard.telemetry.LogEvents;

/**
 * How a student's device comes to have a name: it claims one that is free, or waits until a teacher gives it one that
 * another device has.
 */
public final class ClaimCalls {
    private static final String WAIT = "wait";
    private static final int MAX_WAIT_SECONDS = 60;
    private static final Duration LOST_AFTER = Duration.ofSeconds(1);

    private record WaitingBody(String request, int number) {}

    private record RequestsBody(List<RequestLine> requests) {}

    private record RequestLine(String request, UserId userId, int number, Instant since) {}

    private record DecidedBody(boolean approved) {}

    private final JsonBody<PersonBody> claiming = PersonBody.written("{\"user_id\": …}");
    private final JsonBody<PersonBody> deciding = PersonBody.written("{\"approve\": true or false}");
    private final People people;
    private final BoundedAsk<ClaimDesk.Command> desk;
    private final BoundedAsk<HubProtocol.Command> hub;
    private final RequestBodies bodies;
    private final CodeSessions codes;

    /** @param codes finds the session of a code */
    public ClaimCalls(
            Reception reception,
            BoundedAsk<ClaimDesk.Command> desk,
            BoundedAsk<HubProtocol.Command> hub,
            RequestBodies bodies,
            CodeSessions codes) {
        this.people = reception.people();
        this.desk = desk;
        this.hub = hub;
        this.bodies = bodies;
        this.codes = codes;
    }

    /** Adds its calls. */
    public void addTo(Routes routes) {
        routes.with("POST", "/api/join/*", Action.ASK_AS_ANYBODY, this::claim)
                .with("GET", "/api/join/*/requests/*", Action.ASK_AS_ANYBODY, this::await)
                .with("GET", "/api/sessions/*/requests", Action.CHANGE_SESSION, this::list)
                .with("POST", "/api/sessions/*/requests/*", Action.CHANGE_SESSION, this::decide);
    }

    // ---- the device

    private CompletionStage<HttpResponse> claim(HttpRequest request, List<String> variables) {
        return bodies.read(request, claiming, body -> {
            PersonBody.Member<UserId> user = body.neededUser();
            return user.wrong().isPresent()
                    ? Replies.now(Replies.refused(user.wrong().get()))
                    : codes.find(
                            request,
                            variables.get(0),
                            (code, session) ->
                                    claim(request, code, session, user.value().orElseThrow()));
        });
    }

    private CompletionStage<HttpResponse> claim(
            HttpRequest request, JoinCode code, StoredSession session, UserId user) {
        SessionId id = session.info().id();
        return people.claim(id, code, user)
                .thenCompose(answer -> answer.either(
                        claimed -> claimed instanceof People.ClaimedNow now
                                ? Replies.now(Replies.letIn(request, 201, now.credentials()))
                                : ask(request, id, user),
                        refused -> Replies.now(Replies.refused(refused))));
    }

    private CompletionStage<HttpResponse> ask(HttpRequest request, SessionId session, UserId user) {
        return desk.<ClaimDesk.Asked>ask(replyTo -> new ClaimDesk.Ask(session, user, replyTo))
                .thenApply(asked -> {
                    ClaimDesk.Request waiting = asked.request();
                    hub.tell(new HubProtocol.JoinRequested(
                            session, new SessionEvent.JoinRequested(waiting.id(), user, waiting.number())));
                    Replies.let(request, LogEvents.PERSON_LET_IN, "a device asks for {}", user, "a claimed name");
                    return Responses.json(202, new WaitingBody(waiting.id(), waiting.number()));
                });
    }

    private CompletionStage<HttpResponse> await(HttpRequest request, List<String> variables) {
        QueryParameters query = QueryParameters.of(request);
        Optional<Long> seconds = query.has(WAIT) ? query.number(WAIT, 0, MAX_WAIT_SECONDS) : Optional.of(0L);
        if (seconds.isEmpty()) {
            return Replies.now(Responses.refused(
                    Refusal.INVALID_WAIT,
                    WAIT + ": " + query.written(WAIT) + " (allowed: 0 to " + MAX_WAIT_SECONDS + " seconds)"));
        }
        Duration atMost = Duration.ofSeconds(seconds.get());
        return desk.<ClaimDesk.Decision>askBeside(
                        replyTo -> new ClaimDesk.Await(variables.get(1), atMost, replyTo),
                        atMost.plus(LOST_AFTER).plus(LOST_AFTER))
                .thenApply(decision -> {
                    if (decision instanceof ClaimDesk.Approved approved) {
                        return Replies.letIn(request, 200, approved.credentials());
                    } else if (decision instanceof ClaimDesk.Pending pending) {
                        return Responses.json(
                                202,
                                new WaitingBody(
                                        pending.request().id(),
                                        pending.request().number()));
                    }
                    return decision == ClaimDesk.TurnedDown.INSTANCE
                            ? Responses.refused(Refusal.CLAIM_REFUSED, "a teacher has not let you have this name")
                            : Responses.refused(
                                    Refusal.REQUEST_NOT_FOUND, "nobody waits by this request any more: ask again");
                });
    }

    // ---- the teacher

    private CompletionStage<HttpResponse> list(HttpRequest request, List<String> variables) {
        return SessionInPath.answer(
                variables,
                session -> desk.<ClaimDesk.Waiting>ask(replyTo -> new ClaimDesk.GetWaiting(session, replyTo))
                        .thenApply(waiting -> Responses.json(
                                200,
                                new RequestsBody(waiting.requests().stream()
                                        .map(one -> new RequestLine(one.id(), one.user(), one.number(), one.since()))
                                        .toList()))));
    }

    private CompletionStage<HttpResponse> decide(HttpRequest request, List<String> variables) {
        return SessionInPath.answer(
                variables,
                session -> bodies.read(request, deciding, body -> {
                    if (!(body.approve() instanceof JsonMember.Flag approve)) {
                        return Replies.now(Responses.refused(
                                Refusal.INVALID_JSON,
                                "approve: " + body.approve().shown() + " (allowed: true or false)"));
                    }
                    return decide(request, session, variables.get(1), approve.value());
                }));
    }

    private CompletionStage<HttpResponse> decide(
            HttpRequest request, SessionId session, String waiting, boolean approve) {
        return desk.<ClaimDesk.Decided>ask(replyTo -> new ClaimDesk.Decide(session, waiting, approve, replyTo))
                .thenApply(decided -> {
                    Optional<Refused> refused = decided.refused();
                    if (refused.isPresent()) {
                        return Responses.refused(refused.get());
                    }
                    Replies.let(
                            request,
                            LogEvents.PERSON_LET_IN,
                            "{} a device that asks for a claimed name",
                            Replies.asker(request),
                            approve ? "lets in" : "turns down");
                    return Responses.json(200, new DecidedBody(approve));
                });
    }
}
