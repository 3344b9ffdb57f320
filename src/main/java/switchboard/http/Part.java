package switchboard.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Asks one part of the server, never more than a fixed number of questions at once. Thread-safe.
 *
 * <p>An answer comes within the time of {@link HttpSettings#answerWithin} or the stage fails with a {@link
 * java.util.concurrent.TimeoutException}; a question beyond the bound fails at once with {@link TooManyPending}.
 */
final class Part<C> {
    /** So many questions are open that another one would only wait. Carries no trace: it is an answer, not a bug. */
    static final class TooManyPending extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyPending(int limit) {
            super("more than " + limit + " requests wait for an answer", null, false, false);
        }
    }

    private final ActorRef<C> actor;
    private final Scheduler scheduler;
    private final Duration answerWithin;
    private final int maxPending;
    private final AtomicInteger pending = new AtomicInteger();

    Part(ActorRef<C> actor, Scheduler scheduler, Duration answerWithin, int maxPending) {
        this.actor = actor;
        this.scheduler = scheduler;
        this.answerWithin = answerWithin;
        this.maxPending = maxPending;
    }

    <R> CompletionStage<R> ask(Function<ActorRef<R>, C> question) {
        if (pending.incrementAndGet() > maxPending) {
            pending.decrementAndGet();
            return CompletableFuture.failedStage(new TooManyPending(maxPending));
        }
        CompletionStage<R> answer = askBeside(question, answerWithin);
        answer.whenComplete((reply, failure) -> pending.decrementAndGet());
        return answer;
    }

    /** Asks what may take long: beside the bound, as whoever asks so has one of its own. */
    <R> CompletionStage<R> askBeside(Function<ActorRef<R>, C> question, Duration within) {
        return AskPattern.ask(actor, question::apply, within, scheduler);
    }

    void tell(C command) {
        actor.tell(command);
    }
}
