package switchboard.http.routing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.Responses;
import switchboard.protocol.values.SessionId;

/** Reads the session that a path such as {@code /api/sessions/ID/messages} names. Pure and thread-safe. */
public final class SessionInPath {
    private SessionInPath() {}

    /**
     * Lets {@code use} answer for the session, or answers 404: what is no UUID names no session, and a client need not
     * know this from a session that was never created.
     *
     * @param variables of the path; the session is the first
     */
    public static CompletionStage<HttpResponse> answer(
            List<String> variables, Function<SessionId, CompletionStage<HttpResponse>> use) {
        String written = variables.get(0);
        Optional<SessionId> session = SessionId.parse(written);
        return session.isPresent()
                ? use.apply(session.get())
                : CompletableFuture.completedStage(Responses.noSuchSession(written));
    }
}
