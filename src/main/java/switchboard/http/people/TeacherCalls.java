package switchboard.http.people;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import switchboard.http.body.JsonBody;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.WrongCodes;
import switchboard.http.routing.Routes;
import switchboard.identity.access.Action;
import switchboard.people.PageLinks;
import switchboard.people.People;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.UserId;
import switchboard.store.people.Invite;
import switchboard.telemetry.LogEvents;

/** {@code /api/people}: by which links somebody becomes a teacher. */
public final class TeacherCalls {
    private record InviteBody(String invite, Instant expiresAt) {}

    private record InvitesBody(List<InviteLine> invites) {}

    private record InviteLine(
            long id, @Nullable UserId createdBy, @Nullable UserId userId, Instant createdAt, Instant expiresAt) {
        static InviteLine of(Invite invite) {
            return new InviteLine(
                    invite.number(),
                    invite.madeBy().orElse(null),
                    invite.forTeacher().orElse(null),
                    invite.madeAt(),
                    invite.expiresAt());
        }
    }

    private final JsonBody<PersonBody> person = PersonBody.written("{\"secret\": …, \"user_id\": …, \"name\": …}");
    private final JsonBody<PersonBody> whom = PersonBody.written("{}, or {\"user_id\": your own}");
    private final People people;
    private final RequestBodies bodies;
    private final WrongCodes wrongCodes;

    /** @param wrongCodes bounds how many secrets can be tried */
    public TeacherCalls(People people, RequestBodies bodies, WrongCodes wrongCodes) {
        this.people = people;
        this.bodies = bodies;
        this.wrongCodes = wrongCodes;
    }

    /** Adds its calls. */
    public void addTo(Routes routes) {
        routes.with("POST", "/api/people/setup", Action.ASK_AS_ANYBODY, (request, none) -> accept(request, true))
                .with("POST", "/api/people/accept", Action.ASK_AS_ANYBODY, (request, none) -> accept(request, false))
                .with("POST", "/api/people/invites", Action.MANAGE_TEACHERS, (request, none) -> invite(request))
                .with("GET", "/api/people/invites", Action.MANAGE_TEACHERS, (request, none) -> list())
                .with("DELETE", "/api/people/invites/*", Action.MANAGE_TEACHERS, this::takeBack);
    }

    private CompletionStage<HttpResponse> accept(HttpRequest request, boolean setup) {
        return bodies.read(request, person, body -> {
            PersonBody.Member<UserId> user = body.user();
            PersonBody.Member<DisplayName> name = body.displayName();
            var secret = body.neededSecret();
            Optional<Refused> refused = Replies.firstWrong(secret, user, name)
                    .or(() -> wrongCodes.refusal(Exchange.clientOf(request).block()));
            if (refused.isPresent()) {
                return Replies.now(Replies.refused(refused.get()));
            }
            return people.accept(secret.value().orElseThrow(), setup, user.value(), name.value())
                    .thenApply(answer -> Replies.ofSecret(
                            request, wrongCodes, answer, credentials -> Replies.letIn(request, 201, credentials)));
        });
    }

    private CompletionStage<HttpResponse> invite(HttpRequest request) {
        boolean isEmpty = request.entity().getContentLengthOption().orElse(1) == 0;
        return isEmpty
                ? invite(request, Optional.empty())
                : bodies.read(request, whom, body -> {
                    PersonBody.Member<UserId> user = body.user();
                    return user.wrong().isPresent()
                            ? Replies.now(Replies.refused(user.wrong().get()))
                            : invite(request, user.value());
                });
    }

    private CompletionStage<HttpResponse> invite(HttpRequest request, Optional<UserId> forTeacher) {
        UserId self = Replies.asker(request);
        if (forTeacher.filter(user -> !user.equals(self)).isPresent()) {
            return Replies.now(Replies.refused(
                    Refusal.FORBIDDEN.because("user_id: a link for a device is made by its teacher alone")));
        }
        return people.invite(Optional.of(self), forTeacher)
                .thenApply(answer -> Replies.of(
                        answer,
                        link -> Responses.json(
                                201, new InviteBody(PageLinks.ofInvite(link.secret()), link.expiresAt()))));
    }

    private CompletionStage<HttpResponse> list() {
        return people.invites()
                .thenApply(answer -> Replies.of(
                        answer,
                        invites -> Responses.json(
                                200,
                                new InvitesBody(
                                        invites.stream().map(InviteLine::of).toList()))));
    }

    private CompletionStage<HttpResponse> takeBack(HttpRequest request, List<String> variables) {
        long number;
        try {
            number = Long.parseLong(variables.get(0));
        } catch (NumberFormatException noNumber) {
            return Replies.now(Responses.refused(
                    Refusal.INVITE_NOT_FOUND, "no such invite: it was used, or taken back, or has expired"));
        }
        return people.takeBackInvite(number)
                .thenApply(answer -> Replies.of(answer, done -> {
                    Replies.let(
                            request, LogEvents.PERSON_LET_OUT, "takes {} back", Replies.asker(request), "an invite");
                    return Responses.empty(204);
                }));
    }
}
