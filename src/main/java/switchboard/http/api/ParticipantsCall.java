package switchboard.http.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.Responses;
import switchboard.http.routing.BoundedAsk;
import switchboard.http.routing.Gate;
import switchboard.http.routing.Routes;
import switchboard.http.routing.SessionInPath;
import switchboard.identity.access.Access;
import switchboard.identity.access.Action;
import switchboard.session.api.HubProtocol;

/** {@code GET …/participants}: who belongs to a session, and who is there (protocol.md, section 3). */
final class ParticipantsCall {
    private static final byte[] BEGIN = "{\"participants\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = {'}'};

    private final BoundedAsk<HubProtocol.Command> hub;

    ParticipantsCall(BoundedAsk<HubProtocol.Command> hub) {
        this.hub = hub;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/api/sessions/*/participants", Action.SEE_SESSION, this::list);
    }

    private CompletionStage<HttpResponse> list(HttpRequest request, List<String> variables) {
        return SessionInPath.answer(
                variables,
                session -> hub.<HubProtocol.ParticipantsReply>ask(replyTo -> new HubProtocol.GetParticipants(
                                session, Access.studentOf(Gate.askerOf(request)), replyTo))
                        .thenApply(reply -> reply instanceof HubProtocol.Participants participants
                                ? Responses.pieces(
                                        200, participants.participants().between(BEGIN, END))
                                : Responses.refused(((HubProtocol.NotDone) reply).refused())));
    }
}
