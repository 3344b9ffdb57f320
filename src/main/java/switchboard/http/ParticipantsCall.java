package switchboard.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.protocol.Participant;
import switchboard.protocol.SessionId;
import switchboard.session.Sessions;

/** {@code GET …/participants}: who belongs to a class, and who is there (protocol.md, section 3). */
final class ParticipantsCall {
    private record ParticipantsBody(List<Participant> participants) {}

    private final Part<Sessions.Command> hub;

    ParticipantsCall(Part<Sessions.Command> hub) {
        this.hub = hub;
    }

    void addTo(Routes routes) {
        routes.with("GET", "/api/sessions/*/participants", this::list);
    }

    private CompletionStage<HttpResponse> list(HttpRequest request, List<String> variables) {
        Optional<SessionId> id = SessionId.parse(variables.get(0));
        if (id.isEmpty()) {
            return CompletableFuture.completedStage(Answers.noSuchSession(variables.get(0)));
        }
        return hub.<Sessions.ParticipantsReply>ask(replyTo -> new Sessions.GetParticipants(id.get(), replyTo))
                .thenApply(reply -> reply instanceof Sessions.Participants participants
                        ? Answers.json(200, new ParticipantsBody(participants.participants()))
                        : Answers.refused(((Sessions.NotDone) reply).refused()));
    }
}
