package switchboard.http.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.http.policy.HttpSettings;
import switchboard.net.AddressBlock;
import switchboard.shares.FairLimit;
import switchboard.time.Questions;

/**
 * Asks one part of the server, never more than a fixed number of questions at once, of which no address has all.
 * Thread-safe.
 *
 * <p>An answer comes within the time of {@link HttpSettings#answerWithin} or the stage fails with a
 * {@link java.util.concurrent.TimeoutException}; a question beyond the bound fails at once with {@link TooManyPending}.
 * What follows an answer runs on the dispatcher of the actors, so it must not block.
 */
final class BoundedAsk<C> {
    /** So many questions are open that another one would only wait. Carries no trace: it is an answer, not a bug. */
    static final class TooManyPending extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyPending(int limit) {
            super("more than " + limit + " requests wait for an answer", null, false, false);
        }
    }

    private final ActorRef<C> actor;
    private final Questions questions;
    private final Duration answerWithin;
    private final int maxPending;
    private final FairLimit pending;

    BoundedAsk(ActorRef<C> actor, Questions questions, Duration answerWithin, int maxPending) {
        this.actor = actor;
        this.questions = questions;
        this.answerWithin = answerWithin;
        this.maxPending = maxPending;
        this.pending = new FairLimit(maxPending);
    }

    <R> CompletionStage<R> ask(Function<ActorRef<R>, C> question) {
        return ask(AddressBlock.UNKNOWN, question);
    }

    /** Asks what may wait for long, for a client who is not to have all questions that may. */
    <R> CompletionStage<R> ask(AddressBlock client, Function<ActorRef<R>, C> question) {
        if (!pending.take(client)) {
            return CompletableFuture.failedStage(new TooManyPending(maxPending));
        }
        return askBeside(question, answerWithin).whenComplete((reply, failure) -> pending.giveBack(client));
    }

    /** Asks what may take long: beside the bound, as whoever asks so has one of its own. */
    <R> CompletionStage<R> askBeside(Function<ActorRef<R>, C> question, Duration within) {
        return questions.ask(actor, question, within);
    }

    void tell(C command) {
        actor.tell(command);
    }
}
