package switchboard.http.people;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.request.Quoted;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.http.scheduling.LargeResponses;
import switchboard.identity.access.Action;
import switchboard.people.PageLinks;
import switchboard.people.People;
import switchboard.people.Secret;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.StorageFailure;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.people.Device;
import switchboard.telemetry.LogEvents;

/** Which names of a session are claimed, how one is made free, and the cards that are printed for them. */
public final class NameCalls {
    /** What one takes in an answer, about. */
    private static final int LINE_BYTES = 256;

    private record ClaimsBody(List<ClaimLine> claims) {}

    private record ClaimLine(UserId userId, String by, Instant since) {}

    private record CardsBody(List<CardLine> cards) {}

    private record CardLine(UserId userId, @Nullable DisplayName name, String link) {}

    private final People people;
    private final BoundedAsk<History.Command> history;
    private final LargeResponses large;

    public NameCalls(People people, BoundedAsk<History.Command> history, LargeResponses large) {
        this.people = people;
        this.history = history;
        this.large = large;
    }

    /** Adds its calls. */
    public void addTo(Routes routes) {
        routes.with("GET", "/api/sessions/*/claims", Action.CHANGE_SESSION, this::list)
                .with("DELETE", "/api/sessions/*/claims/*", Action.CHANGE_SESSION, this::release)
                .with("GET", "/api/sessions/*/cards", Action.CHANGE_SESSION, this::makeCards);
    }

    private CompletionStage<HttpResponse> list(HttpRequest request, List<String> variables) {
        return inSession(
                request,
                variables,
                session -> people.claims(session)
                        .thenCompose(answer -> answer.either(
                                claims -> large.make(LINE_BYTES * claims.size(), () -> claims(claims)),
                                refused -> Replies.now(Replies.refused(refused)))));
    }

    private static HttpResponse claims(Map<UserId, Device> claims) {
        return Responses.json(
                200,
                new ClaimsBody(claims.values().stream()
                        .map(device -> new ClaimLine(
                                device.user(), device.kind() == Device.Kind.CARD ? "card" : "device", device.madeAt()))
                        .toList()));
    }

    private CompletionStage<HttpResponse> release(HttpRequest request, List<String> variables) {
        String student = variables.get(1);
        if (!UserId.isValid(student)) {
            return Replies.now(Responses.refused(
                    Refusal.INVALID_USER_ID, "user_id: " + Quoted.of(student) + " (allowed: " + UserId.ALLOWED + ")"));
        }
        return inSession(
                request,
                variables,
                session -> people.release(session.info().id(), new UserId(student))
                        .thenApply(answer -> Replies.of(answer, done -> {
                            Replies.let(
                                    request,
                                    LogEvents.PERSON_LET_OUT,
                                    "releases the name {}",
                                    Replies.asker(request),
                                    student);
                            return Responses.empty(204);
                        })));
    }

    /** As the ones before are void by that, who asks for the head of the answer alone gets no new ones. */
    private CompletionStage<HttpResponse> makeCards(HttpRequest request, List<String> variables) {
        if (!request.method().value().equals("GET")) {
            return Replies.now(Responses.methodNotAllowed(List.of("GET", "OPTIONS")));
        }
        return inSession(
                request,
                variables,
                session -> people.makeCards(session)
                        .thenCompose(answer -> answer.either(
                                made -> {
                                    Replies.let(
                                            request,
                                            LogEvents.PERSON_LET_IN,
                                            "makes {} cards",
                                            Replies.asker(request),
                                            Integer.toString(made.size()));
                                    return large.make(LINE_BYTES * made.size(), () -> cards(session, made));
                                },
                                refused -> Replies.now(Replies.refused(refused)))));
    }

    private static HttpResponse cards(StoredSession session, Map<UserId, Secret> made) {
        return Responses.json(
                200,
                new CardsBody(made.entrySet().stream()
                        .map(card -> new CardLine(
                                card.getKey(),
                                session.info().names().get(card.getKey()),
                                PageLinks.ofCard(card.getValue())))
                        .toList()));
    }

    private CompletionStage<HttpResponse> inSession(
            HttpRequest request, List<String> variables, Function<StoredSession, CompletionStage<HttpResponse>> use) {
        return SessionInPath.answer(
                variables,
                id -> history.<History.FindReply>ask(
                                Exchange.clientOf(request).block(), replyTo -> new History.FindSession(id, replyTo))
                        .thenCompose(reply -> reply instanceof History.Found found
                                ? found.session().map(use).orElseGet(() -> noSuch(id))
                                : Replies.now(Replies.refused(
                                        StorageFailure.unread(((History.FindFailed) reply).trouble())))));
    }

    private static CompletionStage<HttpResponse> noSuch(SessionId id) {
        return Replies.now(Responses.noSuchSession(id.toString()));
    }
}
