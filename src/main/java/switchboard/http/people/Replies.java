package switchboard.http.people;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.WrongCodes;
import switchboard.http.routing.Gate;
import switchboard.identity.access.Asker;
import switchboard.people.Answer;
import switchboard.people.Credentials;
import switchboard.people.People;
import switchboard.people.Secret;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.people.Device;
import switchboard.telemetry.ClientFields;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/** What these calls answer, and what they say in the log: who was let in or out, never a secret. */
final class Replies {
    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    /** @param secret what a device gets that was let in by this; null where it has it */
    private record TokenBody(
            @Nullable String secret,
            String token,
            Instant expiresAt,
            UserId userId,
            Role role,
            @Nullable SessionId sessionId,
            @Nullable DisplayName name) {}

    private Replies() {}

    static HttpResponse letIn(HttpRequest request, int status, Credentials credentials) {
        Device device = credentials.token().device();
        let(
                request,
                LogEvents.PERSON_LET_IN,
                "a {} is let in",
                device.user(),
                device.role().wire());
        return token(status, credentials.token(), credentials.secret());
    }

    /** @param secret for which it is given; null where its device has that */
    static HttpResponse token(int status, People.Token given, @Nullable Secret secret) {
        Device device = given.device();
        return Responses.json(
                status,
                new TokenBody(
                        secret == null ? null : secret.value(),
                        given.token(),
                        given.expiresAt(),
                        device.user(),
                        device.role(),
                        device.session().orElse(null),
                        device.name().orElse(null)));
    }

    /** Says in the log what became of somebody. */
    static void let(HttpRequest request, String event, String sentence, Object user, String what) {
        ClientFields.on(
                        LOG.atInfo().addKeyValue(LogFields.EVENT, event).addKeyValue(LogFields.USER, user),
                        Exchange.clientOf(request))
                .log(sentence, what);
    }

    static <T> HttpResponse of(Answer<T> answer, Function<T, HttpResponse> done) {
        return answer.either(done, Replies::refused);
    }

    static HttpResponse refused(Refused refused) {
        return Gate.refused(refused);
    }

    /** The same, where somebody who tries secrets is bounded as one who tries codes. */
    static <T> HttpResponse ofSecret(
            HttpRequest request, WrongCodes wrongCodes, Answer<T> answer, Function<T, HttpResponse> done) {
        return answer.either(done, refused -> {
            if (refused.refusal() == Refusal.UNAUTHORIZED) {
                wrongCodes.count(Exchange.clientOf(request).block());
            }
            return refused(refused);
        });
    }

    /** Whoever asks, of an action that is not for anybody. */
    static UserId asker(HttpRequest request) {
        return ((Asker.Known) Gate.askerOf(request)).identity().user();
    }

    static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }

    static Optional<Refused> firstWrong(PersonBody.Member<?>... members) {
        for (PersonBody.Member<?> member : members) {
            if (member.wrong().isPresent()) {
                return member.wrong();
            }
        }
        return Optional.empty();
    }
}
