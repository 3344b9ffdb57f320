package switchboard.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.RequestBodies;
import switchboard.http.body.Responses;
import switchboard.http.request.Caller;
import switchboard.http.request.Quoted;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.identity.access.Action;
import switchboard.identity.access.Asker;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.IncomingPost;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;

/**
 * {@code POST …/messages}: a message without a WebSocket (protocol.md, section 9). Only its sender is judged here. What
 * is wrong with the message itself is refused by the session, which checks the rate and a known {@code ref} before.
 */
final class PostMessageCall {
    private static final List<String> REQUIRED = List.of(Caller.USER_ID, Caller.ROLE, "type");
    private static final String OPTIONAL = "context, to_user, content, ref";

    private final Gate gate;
    private final BoundedAsk<HubProtocol.Command> hub;
    private final RequestBodies bodies;

    PostMessageCall(Gate gate, BoundedAsk<HubProtocol.Command> hub, RequestBodies bodies) {
        this.gate = gate;
        this.hub = hub;
        this.bodies = bodies;
    }

    void addTo(Routes routes) {
        routes.with("POST", "/api/sessions/*/messages", Action.TAKE_PART, this::post);
    }

    private CompletionStage<HttpResponse> post(HttpRequest request, List<String> variables) {
        return bodies.readText(request, body -> {
            IncomingPost post = FrameReader.readPost(body.toArray());
            Optional<Refused> wrong = firstWrong(post);
            if (wrong.isPresent()) {
                return now(Responses.refused(wrong.get()));
            }
            Asker asker = Gate.askerOf(request);
            Caller sender = Caller.of(
                    Objects.requireNonNullElse(post.userId(), ""), Objects.requireNonNullElse(post.role(), ""), asker);
            Optional<Refused> refused = sender.refusal(asker);
            if (refused.isPresent()) {
                return now(Responses.refused(refused.get()));
            }
            return SessionInPath.answer(variables, session -> submitted(session, sender, post));
        });
    }

    private CompletionStage<HttpResponse> submitted(SessionId session, Caller sender, IncomingPost post) {
        return hub.<HubProtocol.PostReply>ask(
                        replyTo -> new HubProtocol.Post(session, sender.user(), sender.role(), post.frame(), replyTo))
                .thenApply(reply -> reply instanceof HubProtocol.Posted posted
                        ? Responses.bytes(posted.duplicate() ? 200 : 201, MessagesBody.of(posted))
                        : Responses.refused(((HubProtocol.NotDone) reply).refused()));
    }

    private Optional<Refused> firstWrong(IncomingPost post) {
        String userId = Objects.requireNonNullElse(post.userId(), "");
        String role = Objects.requireNonNullElse(post.role(), "");
        if ((userId.isEmpty() || role.isEmpty()) && !gate.asksForProof()) {
            // A body that is no JSON names no sender either; that it is no JSON says more.
            boolean unreadable = post.frame() instanceof IncomingFrame.Unreadable frame
                    && frame.refused().refusal() == Refusal.INVALID_JSON;
            return Optional.of(
                    unreadable ? ((IncomingFrame.Unreadable) post.frame()).refused() : missing(userId, role));
        }
        if (!userId.isEmpty() && !UserId.isValid(userId)) {
            return Optional.of(Caller.invalidUserId(Quoted.of(userId)));
        }
        return role.isEmpty() || Role.of(role).isPresent()
                ? Optional.empty()
                : Optional.of(Caller.invalidRole(Quoted.of(role)));
    }

    private static Refused missing(String userId, String role) {
        List<String> missing = new ArrayList<>();
        if (userId.isEmpty()) {
            missing.add(Caller.USER_ID);
        }
        if (role.isEmpty()) {
            missing.add(Caller.ROLE);
        }
        return Caller.missing(missing, REQUIRED, OPTIONAL);
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedStage(response);
    }
}
