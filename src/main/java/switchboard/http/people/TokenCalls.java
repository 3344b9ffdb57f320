package switchboard.http.people;

import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.JsonBody;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.WrongCodes;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.people.People;
import switchboard.people.Secret;
import switchboard.protocol.frames.Refusal;
import switchboard.telemetry.LogEvents;

/** {@code /api/tokens}: the next token of a device, and its end. */
public final class TokenCalls {
    private final JsonBody<PersonBody> written = PersonBody.written("{\"secret\": …}");
    private final People people;
    private final RequestBodies bodies;
    private final WrongCodes wrongCodes;

    /** @param wrongCodes bounds how many secrets can be tried */
    public TokenCalls(People people, RequestBodies bodies, WrongCodes wrongCodes) {
        this.people = people;
        this.bodies = bodies;
        this.wrongCodes = wrongCodes;
    }

    /** Adds its calls. */
    public void addTo(Routes routes) {
        routes.with("POST", "/api/tokens", Action.ASK_AS_ANYBODY, (request, none) -> token(request))
                .with("DELETE", "/api/tokens", Action.SIGN_OUT, (request, none) -> signOut(request));
    }

    private CompletionStage<HttpResponse> token(HttpRequest request) {
        return bodies.read(request, written, body -> {
            PersonBody.Member<Secret> secret = body.neededSecret();
            return secret.wrong()
                    .or(() -> wrongCodes.refusal(Exchange.clientOf(request).block()))
                    .map(refused -> Replies.now(Replies.refused(refused)))
                    .orElseGet(() -> people.token(secret.value().orElseThrow())
                            .thenApply(answer -> Replies.ofSecret(
                                    request, wrongCodes, answer, given -> Replies.token(201, given, null))));
        });
    }

    private CompletionStage<HttpResponse> signOut(HttpRequest request) {
        OptionalLong device = Access.deviceOf(Gate.askerOf(request));
        if (device.isEmpty()) {
            return Replies.now(
                    Responses.refused(Refusal.FORBIDDEN, "the token was given to no device that this server knows"));
        }
        return people.forget(device.getAsLong())
                .thenApply(answer -> Replies.of(answer, done -> {
                    Replies.let(
                            request, LogEvents.PERSON_LET_OUT, "signs {} out", Replies.asker(request), "their device");
                    return Responses.empty(204);
                }));
    }
}
