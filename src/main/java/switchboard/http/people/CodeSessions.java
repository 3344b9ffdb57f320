package switchboard.http.people;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import switchboard.http.body.Responses;
import switchboard.http.guard.Exchange;
import switchboard.http.policy.WrongCodes;
import switchboard.http.routing.BoundedAsk;
import switchboard.net.AddressBlock;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.session.api.StorageFailure;
import switchboard.store.StoredSession;
import switchboard.store.history.History;

/** Finds the session of a join code, for whoever has not tried too many. No code is in a text of an error. */
public final class CodeSessions {
    private final BoundedAsk<History.Command> history;
    private final WrongCodes wrongCodes;

    public CodeSessions(BoundedAsk<History.Command> history, WrongCodes wrongCodes) {
        this.history = history;
        this.wrongCodes = wrongCodes;
    }

    /**
     * Lets {@code use} answer for the session, or says that there is none.
     *
     * @param typed the code, as it stands in the path
     */
    public CompletionStage<HttpResponse> find(
            HttpRequest request, String typed, BiFunction<JoinCode, StoredSession, CompletionStage<HttpResponse>> use) {
        AddressBlock client = Exchange.clientOf(request).block();
        Optional<JoinCode> code = JoinCode.parse(decoded(typed));
        if (code.isEmpty()) {
            // Nobody finds a session by that, so it does not count as tried.
            return Replies.now(Responses.refused(
                    Refusal.UNKNOWN_CODE, "this is no join code (allowed: " + JoinCode.ALLOWED + ")"));
        }
        Optional<Refused> tooMany = wrongCodes.refusal(client);
        return tooMany.isPresent()
                ? Replies.now(Responses.refused(tooMany.get()))
                : history.<History.FindReply>ask(client, replyTo -> new History.FindByJoinCode(code.get(), replyTo))
                        .thenCompose(reply -> reply instanceof History.Found found
                                ? found.session()
                                        .map(session -> use.apply(code.get(), session))
                                        .orElseGet(() -> unknown(client))
                                : Replies.now(Responses.refused(
                                        StorageFailure.unread(((History.FindFailed) reply).trouble()))));
    }

    private CompletionStage<HttpResponse> unknown(AddressBlock client) {
        wrongCodes.count(client);
        return Replies.now(
                Responses.refused(
                        Refusal.UNKNOWN_CODE,
                        "no class has this join code now: it may have a new one, or have ended; ask for the code that is shown"));
    }

    /** What stands in the path is percent-encoded. */
    public static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return segment; // With a percent sign in it, which no code has.
        }
    }
}
