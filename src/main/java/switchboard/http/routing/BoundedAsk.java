package switchboard.http.routing;

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
 * Asks an actor of the server, with a bound on the questions that are open at once, of which no address can have all.
 * Thread-safe.
 *
 * <p>An answer comes within the time of {@link HttpSettings#answerWithin} or the stage fails with a
 * {@link java.util.concurrent.TimeoutException}; a question beyond the bound fails at once with {@link TooManyPending}.
 * What is chained to an answer runs on the dispatcher of the actors, so it must not block.
 */
public final class BoundedAsk<C> {
    /** As many questions are open as may be. Carries no stack trace: it becomes an answer, and is no bug. */
    public static final class TooManyPending extends RuntimeException {
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

    public BoundedAsk(ActorRef<C> actor, Questions questions, Duration answerWithin, int maxPending) {
        this.actor = actor;
        this.questions = questions;
        this.answerWithin = answerWithin;
        this.maxPending = maxPending;
        this.pending = new FairLimit(maxPending);
    }

    /** Asks what does not wait for a disk, so that no address can use up the bound. */
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, C> question) {
        return ask(AddressBlock.UNKNOWN, question);
    }

    /** Asks what may take a while, for a client that must not use up the bound alone. */
    public <R> CompletionStage<R> ask(AddressBlock client, Function<ActorRef<R>, C> question) {
        if (!pending.take(client)) {
            return CompletableFuture.failedStage(new TooManyPending(maxPending));
        }
        return askBeside(question, answerWithin).whenComplete((reply, failure) -> pending.giveBack(client));
    }

    /** Asks what takes long by its nature. Not counted: the caller has a bound of its own. */
    public <R> CompletionStage<R> askBeside(Function<ActorRef<R>, C> question, Duration within) {
        return questions.ask(actor, question, within);
    }

    public void tell(C command) {
        actor.tell(command);
    }
}
