package switchboard.http.routing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.request.Credentials;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.identity.tokens.Tokens;
import switchboard.identity.tokens.Verdict;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;

/** Finds out who asks, and lets them make the calls that they may make (protocol.md, section 8). Thread-safe. */
public final class Gate {
    private static final AttributeKey<Asker> ASKER = AttributeKey.create("switchboard-asker", Asker.class);

    /** Empty where everybody is believed. */
    private final Optional<Tokens> tokens;

    private final Function<SessionId, CompletionStage<Optional<UserId>>> creators;

    /**
     * @param tokens judges them; empty where everybody is believed
     * @param creators who created a session; empty where there is none
     */
    public Gate(Optional<Tokens> tokens, Function<SessionId, CompletionStage<Optional<UserId>>> creators) {
        this.tokens = tokens;
        this.creators = creators;
    }

    /** Whether it is a token that says who asks, rather than what the request says of itself. */
    public boolean asksForProof() {
        return tokens.isPresent();
    }

    /** Who asks, of a request that was let through. */
    public static Asker askerOf(HttpRequest request) {
        return request.getAttribute(ASKER).orElseThrow();
    }

    /**
     * How much longer somebody is believed, if nothing makes their token void before; empty where no token says who
     * asks.
     */
    public Optional<Duration> timeLeft(Asker asker) {
        return asker instanceof Asker.Known known
                ? tokens.map(judging -> judging.timeLeft(known.identity()))
                : Optional.empty();
    }

    /**
     * Lets the request through to {@code call}, where {@link #askerOf} says who asks, or refuses it.
     *
     * @param session of which the action is, where it is of one
     */
    public CompletionStage<HttpResponse> admit(
            HttpRequest request,
            Action action,
            Optional<SessionId> session,
            Function<HttpRequest, CompletionStage<HttpResponse>> call) {
        if (tokens.isEmpty() || action.isForAnybody()) {
            return call.apply(request.addAttribute(ASKER, Asker.Anybody.INSTANCE));
        }
        Credentials credentials = Credentials.of(request);
        if (credentials.wrong().isPresent()) {
            return now(refused(credentials.wrong().get()));
        }
        if (credentials.token().isEmpty()) {
            return admit(Asker.Nobody.INSTANCE, request, action, session, call);
        }
        return tokens.get().judge(credentials.token().get()).thenCompose(verdict -> {
            if (verdict instanceof Verdict.Good good) {
                Exchange.of(request).known();
                return admit(new Asker.Known(good.identity()), request, action, session, call);
            }
            return now(
                    verdict instanceof Verdict.Bad bad
                            ? refused(Refusal.UNAUTHORIZED.because(bad.message()))
                            : refused(Refusal.UNAVAILABLE.because(
                                    "the token cannot be checked at the moment, as the keys of its issuer cannot be had; try"
                                            + " again later")));
        });
    }

    private CompletionStage<HttpResponse> admit(
            Asker asker,
            HttpRequest request,
            Action action,
            Optional<SessionId> session,
            Function<HttpRequest, CompletionStage<HttpResponse>> call) {
        Optional<Refused> refused = Access.refusal(asker, action, session);
        if (refused.isPresent()) {
            return now(refused(refused.get()));
        }
        HttpRequest known = request.addAttribute(ASKER, asker);
        if (Access.sessionsOf(asker).isEmpty() || session.isEmpty()) {
            return call.apply(known);
        }
        return creators.apply(session.get())
                .thenCompose(creator -> creator.flatMap(of -> Access.refusalIn(of, asker))
                        .map(elsewhere -> now(refused(elsewhere)))
                        .orElseGet(() -> call.apply(known)));
    }

    /** RFC 9110, 11.6.1: a 401 says how one shows who one is. */
    public static HttpResponse refused(Refused refused) {
        HttpResponse response = Responses.refused(refused);
        return refused.refusal() == Refusal.UNAUTHORIZED
                ? response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer"))
                : response;
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
