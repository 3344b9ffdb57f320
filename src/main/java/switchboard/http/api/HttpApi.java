package switchboard.http.api;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.failures.Causes;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.guard.ClientLines;
import switchboard.http.guard.Exchange;
import switchboard.http.people.ClaimCalls;
import switchboard.http.people.CodeSessions;
import switchboard.http.people.NameCalls;
import switchboard.http.people.NoPeople;
import switchboard.http.people.TeacherCalls;
import switchboard.http.people.TokenCalls;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.policy.WrongCodes;
import switchboard.http.request.Quoted;
import switchboard.http.request.RequestHead;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Identities;
import switchboard.http.routing.Routes;
import switchboard.http.scheduling.LargeResponses;
import switchboard.hub.SessionsSettings;
import switchboard.identity.access.Action;
import switchboard.ops.HealthReport;
import switchboard.people.ClaimDesk;
import switchboard.people.Reception;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.store.history.History;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Deadlines;
import switchboard.time.Questions;

/**
 * Answers every request: finds its call, and does what all calls have in common. The stage that it returns always
 * completes with a response: at the latest after the time for the body and the time for an answer together, and of a
 * long poll after the time for which the client asked to wait. Thread-safe.
 */
public final class HttpApi implements Function<HttpRequest, CompletionStage<HttpResponse>> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

    private final CorsPolicy cors;
    private final ResponseHeaders headers;
    private final Routes routes;
    private final Refused noSocket;

    /**
     * @param identities how it is known who asks; empty where everybody is believed
     * @param sessions the hub
     * @param history reads the log
     * @param health the last self-check; must not block
     * @param files what is answered at these paths, each from memory
     * @param ticker monotonic, in nanoseconds
     */
    public HttpApi(
            ActorSystem<?> system,
            HttpSettings http,
            SessionsSettings limits,
            Optional<Identities> identities,
            ActorRef<HubProtocol.Command> sessions,
            ActorRef<History.Command> history,
            Supplier<HealthReport> health,
            Map<String, Function<HttpRequest, HttpResponse>> files,
            WebSocketUpgrade upgrade,
            LongSupplier ticker) {
        cors = CorsPolicy.of(http);
        headers = new ResponseHeaders(cors);
        noSocket = http.allSocketsTaken();
        Questions questions = new Questions(system, ticker);
        BoundedAsk<HubProtocol.Command> hub =
                new BoundedAsk<>(sessions, questions, http.answerWithin(), limits.maxPending());
        BoundedAsk<History.Command> log =
                new BoundedAsk<>(history, questions, http.answerWithin(), limits.maxPending());
        Gate gate = new Gate(identities.map(Identities::tokens), session -> creatorOf(hub, session));
        routes = new Routes(gate);
        RequestBodies bodies =
                new RequestBodies(http, new Deadlines(system, ticker), Materializer.matFromSystem(system));
        LargeResponses large = new LargeResponses();
        new SessionCalls(hub, bodies, large, limits.maxStudents()).addTo(routes);
        new RosterCalls(hub, bodies, large, limits.maxStudents()).addTo(routes);
        new SessionListCall(hub, large, http.listed()).addTo(routes);
        WrongCodes wrongCodes = new WrongCodes(http.joinCodes(), ticker);
        CodeSessions codes = new CodeSessions(log, wrongCodes);
        Optional<Reception> reception = identities.flatMap(Identities::reception);
        new JoinCodeCalls(hub, log, large, codes, reception.map(Reception::people)).addTo(routes);
        reception.ifPresentOrElse(
                open -> {
                    new TeacherCalls(open.people(), bodies, wrongCodes).addTo(routes);
                    new TokenCalls(open.people(), bodies, wrongCodes).addTo(routes);
                    new NameCalls(open.people(), log, large).addTo(routes);
                    BoundedAsk<ClaimDesk.Command> desk =
                            new BoundedAsk<>(open.desk(), questions, http.answerWithin(), limits.maxPending());
                    new ClaimCalls(open, desk, hub, bodies, codes).addTo(routes);
                },
                () -> NoPeople.addTo(routes));
        new ReadMessagesCall(gate, identities.map(Identities::revocations), hub, log, http, ticker).addTo(routes);
        new PostMessageCall(gate, hub, bodies).addTo(routes);
        new ParticipantsCall(hub).addTo(routes);
        new WebSocketCall(gate, hub, cors, upgrade).addTo(routes);
        new HealthCalls(health).addTo(routes);
        new QrCall(http.maxDrawings()).addTo(routes);
        files.forEach((path, file) -> routes.with(
                "GET",
                path,
                Action.ASK_AS_ANYBODY,
                (request, none) -> CompletableFuture.completedStage(Responses.shared(file.apply(request)))));
    }

    private static CompletionStage<Optional<UserId>> creatorOf(BoundedAsk<HubProtocol.Command> hub, SessionId session) {
        return hub.<HubProtocol.FindReply>ask(replyTo -> new HubProtocol.Find(session, replyTo))
                .thenApply(reply -> reply instanceof HubProtocol.Found found
                        ? Optional.of(found.session().createdBy())
                        : Optional.empty());
    }

    /** Loads the classes that make JSON of values, so that the first request need not wait for that. */
    public static void prepare() {
        Responses.refused(Refusal.NOT_FOUND, "");
    }

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) {
        RequestHead head = RequestHead.of(request);
        Exchange exchange = Exchange.of(request);
        return answer(request, head, exchange)
                .exceptionally(failure -> failed(request, failure))
                .thenApply(response -> kept(response, exchange))
                .thenApply(response -> {
                    response.getAttribute(Responses.REFUSED)
                            .ifPresent(refused -> ClientLines.refused(Exchange.clientOf(request), head, refused));
                    return headers.on(response, head);
                });
    }

    /** The answer, if it may wait in memory until its client takes it. */
    private HttpResponse kept(HttpResponse response, Exchange exchange) {
        long bytes = Responses.bytesOf(response);
        return bytes == 0 || exchange.holdAnswer(bytes) ? response : Responses.refused(exchange.tooMuchUnsent());
    }

    private CompletionStage<HttpResponse> answer(HttpRequest request, RequestHead head, Exchange exchange) {
        try {
            if (!exchange.isRequestHeld()) {
                return CompletableFuture.completedStage(Responses.refused(exchange.tooMuchUnsent()));
            }
            if (head.refused().isPresent()) {
                return CompletableFuture.completedStage(
                        Responses.refused(head.refused().get()).addHeader(Connection.create("close")));
            }
            // Before anything else is read of it, its body least of all.
            Optional<Refused> foreign = cors.unknownHost(head).or(() -> foreignOrigin(request, head));
            if (foreign.isPresent()) {
                return CompletableFuture.completedStage(Responses.refused(foreign.get()));
            }
            if (exchange.isSpare() && !head.isAboutHealth()) {
                return CompletableFuture.completedStage(Responses.refused(noSocket));
            }
            if (request.method().value().equals("OPTIONS")) {
                return CompletableFuture.completedStage(Responses.empty(200));
            }
            if (head.isForTheWholeServer()) {
                return CompletableFuture.completedStage(Responses.methodNotAllowed(routes.methods()));
            }
            return routes.answer(request);
        } catch (RuntimeException bug) {
            return CompletableFuture.failedStage(bug);
        }
    }

    private Optional<Refused> foreignOrigin(HttpRequest request, RequestHead head) {
        String path = request.getUri().path();
        boolean hasItsOwnOrder =
                path.equals(RequestHead.WEB_SOCKETS) && request.method().value().equals("GET");
        return hasItsOwnOrder ? Optional.empty() : cors.foreignOrigin(head, path);
    }

    private static HttpResponse failed(HttpRequest request, Throwable failure) {
        Throwable cause = Causes.of(failure);
        if (cause instanceof BoundedAsk.TooManyPending full) {
            return Responses.refused(
                    Refusal.UNAVAILABLE, "the server is busy: " + full.getMessage() + "; try again later");
        }
        if (cause instanceof TimeoutException) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.REQUEST_UNANSWERED)
                    .addKeyValue(LogFields.METHOD, request.method().value())
                    .addKeyValue(
                            LogFields.PATH, Quoted.of(RequestHead.of(request).loggedPath()))
                    .log("the hub or the history did not answer a request in time; its client got 503");
            return Responses.refused(
                            Refusal.UNAVAILABLE,
                            "the server did not answer in time; whether something was changed is not known: look before you"
                                    + " try again")
                    .removeAttribute(Responses.REFUSED); // It has its line in the log.
        }
        LOG.atError()
                .addKeyValue(LogFields.EVENT, LogEvents.REQUEST_FAILED)
                .addKeyValue(LogFields.METHOD, request.method().value())
                .addKeyValue(LogFields.PATH, Quoted.of(RequestHead.of(request).loggedPath()))
                .setCause(cause)
                .log("a request failed by a bug; its client got 500");
        return Responses.refused(Refusal.INTERNAL_ERROR, "the server failed to answer; the cause is in its log")
                .removeAttribute(Responses.REFUSED);
    }
}
