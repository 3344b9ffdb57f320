package switchboard.http.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.people.CodeSessions;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.http.scheduling.LargeResponses;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.net.AddressBlock;
import switchboard.people.People;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.store.SessionCode;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/**
 * {@code …/join-code}: the join code of a session; {@code GET /api/join/CODE}: the session of a code (protocol.md,
 * section 3); and {@code GET /j/CODE}: the short address that leads to the page with it. No code is in a text of an
 * error, nor in the log.
 */
final class JoinCodeCalls {
    /** What each student takes in the answer beside the id, about. */
    private static final int STUDENT_BYTES = 32;

    private record CodeBody(@Nullable String code, boolean open) {}

    private record JoinBody(SessionId sessionId, SessionName name, List<StudentBody> students) {}

    private record StudentBody(UserId userId, @Nullable DisplayName name, boolean claimed) {}

    private final BoundedAsk<HubProtocol.Command> hub;
    private final BoundedAsk<History.Command> history;
    private final LargeResponses large;
    private final CodeSessions codes;
    private final Optional<People> people;

    /** @param people knows which names are claimed; empty where nobody claims any */
    JoinCodeCalls(
            BoundedAsk<HubProtocol.Command> hub,
            BoundedAsk<History.Command> history,
            LargeResponses large,
            CodeSessions codes,
            Optional<People> people) {
        this.hub = hub;
        this.history = history;
        this.large = large;
        this.codes = codes;
        this.people = people;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/api/sessions/*/join-code", Action.SEE_SESSION, this::show)
                .with(
                        "POST",
                        "/api/sessions/*/join-code",
                        Action.CHANGE_SESSION,
                        (request, variables) -> set(request, variables, true))
                .with(
                        "DELETE",
                        "/api/sessions/*/join-code",
                        Action.CHANGE_SESSION,
                        (request, variables) -> set(request, variables, false))
                .with("GET", "/api/join/*", Action.ASK_AS_ANYBODY, this::find)
                .with(
                        "GET",
                        "/j/*",
                        Action.ASK_AS_ANYBODY,
                        (request, variables) -> now(toPage(CodeSessions.decoded(variables.get(0)))));
    }

    // ---- the code of a session

    private CompletionStage<HttpResponse> show(HttpRequest request, List<String> variables) {
        Asker asker = Gate.askerOf(request);
        return SessionInPath.answer(
                variables,
                session -> Access.studentOf(asker) == null
                        ? show(session, request)
                        : hub.<HubProtocol.FindReply>ask(replyTo -> new HubProtocol.Find(session, replyTo))
                                .thenCompose(reply -> reply instanceof HubProtocol.Found found
                                        ? Access.refusal(asker, found.session())
                                                .map(refused -> now(Responses.refused(refused)))
                                                .orElseGet(() -> show(session, request))
                                        : now(Responses.refused(((HubProtocol.NotDone) reply).refused()))));
    }

    private CompletionStage<HttpResponse> show(SessionId session, HttpRequest request) {
        return history.<History.JoinCodeReply>ask(
                        clientOf(request), replyTo -> new History.FindJoinCode(session, replyTo))
                .thenApply(reply -> reply instanceof History.JoinCodeFound found
                        ? shown(session, found.code())
                        : unreadable((History.FindFailed) reply));
    }

    private static HttpResponse shown(SessionId session, Optional<SessionCode> known) {
        return known.map(found -> shown(Optional.ofNullable(found.code())))
                .orElseGet(() -> Responses.noSuchSession(session.toString()));
    }

    private static HttpResponse shown(Optional<JoinCode> code) {
        return Responses.json(200, new CodeBody(code.map(JoinCode::written).orElse(null), code.isPresent()));
    }

    private CompletionStage<HttpResponse> set(HttpRequest request, List<String> variables, boolean open) {
        return SessionInPath.answer(
                variables,
                session -> hub.<HubProtocol.JoinCodeReply>ask(
                                clientOf(request),
                                replyTo -> new HubProtocol.SetJoinCode(session, open, clientOf(request), replyTo))
                        .thenApply(reply -> reply instanceof HubProtocol.JoinCodeSet set
                                ? shown(set.code())
                                : Responses.refused(((HubProtocol.NotDone) reply).refused())));
    }

    // ---- the session of a code

    private CompletionStage<HttpResponse> find(HttpRequest request, List<String> variables) {
        return codes.find(request, variables.get(0), (code, session) -> joined(session));
    }

    private CompletionStage<HttpResponse> joined(StoredSession session) {
        return people.isEmpty()
                ? joined(session.info(), Set.of())
                : people.get()
                        .claims(session)
                        .thenCompose(answer -> answer.either(
                                claims -> joined(session.info(), claims.keySet()),
                                refused -> now(Responses.refused(refused))));
    }

    /** @param claimed nobody's where users are who they say they are */
    private CompletionStage<HttpResponse> joined(SessionInfo session, Set<UserId> claimed) {
        int bytes = SessionCalls.estimatedBytes(session)
                + STUDENT_BYTES * session.studentIds().size();
        return large.make(
                bytes,
                () -> Responses.json(
                        200,
                        new JoinBody(
                                session.id(),
                                session.name(),
                                session.studentIds().stream()
                                        .map(student -> new StudentBody(
                                                student, session.names().get(student), claimed.contains(student)))
                                        .toList())));
    }

    // ---- the short address

    /**
     * Whatever the code is, the same answer: the page asks by {@code /api/join}, where guesses are bounded. The
     * fragment is sent to no server. A relative address, so that it is right below any path of a proxy.
     */
    private static HttpResponse toPage(String typed) {
        String code = JoinCode.parse(typed)
                .map(JoinCode::written)
                .orElseGet(
                        () -> URLEncoder.encode(typed, StandardCharsets.UTF_8).replace("+", "%20"));
        return Responses.empty(303)
                .addHeader(RawHeader.create("Location", "../#/join/" + code))
                .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"));
    }

    private static HttpResponse unreadable(History.FindFailed failed) {
        return Responses.refused(StorageFailure.unread(failed.trouble()));
    }

    private static AddressBlock clientOf(HttpRequest request) {
        return Exchange.clientOf(request).block();
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
