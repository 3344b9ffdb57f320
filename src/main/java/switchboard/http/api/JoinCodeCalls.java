package switchboard.http.api;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.WrongCodes;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.scheduling.LargeResponses;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.net.AddressBlock;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.SessionName;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.store.SessionCode;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
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
    private final WrongCodes wrongCodes;

    JoinCodeCalls(
            BoundedAsk<HubProtocol.Command> hub,
            BoundedAsk<History.Command> history,
            LargeResponses large,
            WrongCodes wrongCodes) {
        this.hub = hub;
        this.history = history;
        this.large = large;
        this.wrongCodes = wrongCodes;
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
                        (request, variables) -> now(toPage(decoded(variables.get(0)))));
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
        AddressBlock client = clientOf(request);
        Optional<JoinCode> code = JoinCode.parse(decoded(variables.get(0)));
        if (code.isEmpty()) {
            // Nobody finds a session by that, so it does not count as tried.
            return now(Responses.refused(
                    Refusal.UNKNOWN_CODE, "this is no join code (allowed: " + JoinCode.ALLOWED + ")"));
        }
        return wrongCodes
                .refusal(client)
                .map(refused -> now(Responses.refused(refused)))
                .orElseGet(() -> find(code.get(), client));
    }

    private CompletionStage<HttpResponse> find(JoinCode code, AddressBlock client) {
        return history.<History.FindReply>ask(client, replyTo -> new History.FindByJoinCode(code, replyTo))
                .thenCompose(reply -> reply instanceof History.Found found
                        ? found(found.session(), client)
                        : now(unreadable((History.FindFailed) reply)));
    }

    private CompletionStage<HttpResponse> found(Optional<StoredSession> session, AddressBlock client) {
        if (session.isPresent()) {
            return joined(session.get().info());
        }
        wrongCodes.count(client);
        return now(
                Responses.refused(
                        Refusal.UNKNOWN_CODE,
                        "no class has this join code now: it may have a new one, or have ended; ask for the code that is shown"));
    }

    private CompletionStage<HttpResponse> joined(SessionInfo session) {
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
                                        .map(student -> student(session, student))
                                        .toList())));
    }

    /** Nobody claims a name where users are who they say they are. */
    private static StudentBody student(SessionInfo session, UserId student) {
        return new StudentBody(student, session.names().get(student), false);
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

    /** What stands in the path is percent-encoded. */
    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return segment; // With a percent sign in it, which no code has.
        }
    }

    private static HttpResponse unreadable(History.FindFailed failed) {
        Trouble trouble = failed.trouble();
        return Responses.refused(trouble.passing() ? HubProtocol.FULL : StorageFailure.unreadable(trouble));
    }

    private static AddressBlock clientOf(HttpRequest request) {
        return Exchange.clientOf(request).block();
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
