package switchboard.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.protocol.SessionId;
import switchboard.session.Sessions;

/** {@code GET …/participants}: who belongs to a class, and who is there (protocol.md, section 3). */
final class ParticipantsCall {
    private static final byte[] BEGIN = "{\"participants\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = {'}'};

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
                        ? Answers.pieces(200, participants.participants().between(BEGIN, END))
                        : Answers.refused(((Sessions.NotDone) reply).refused()));
    }
}
