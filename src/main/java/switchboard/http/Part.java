package switchboard.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/**
 * Asks one part of the server, never more than a fixed number of questions at once. Thread-safe.
 *
 * <p>An answer comes within the time of {@link HttpSettings#answerWithin} or the stage fails with a {@link
 * java.util.concurrent.TimeoutException}; a question beyond the bound fails at once with {@link TooManyPending}. What
 * follows an answer runs on the dispatcher of the actors, so it must not block.
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
    private final Executor dispatcher;
    private final Duration answerWithin;
    private final int maxPending;
    private final AtomicInteger pending = new AtomicInteger();

    Part(ActorRef<C> actor, ActorSystem<?> system, Duration answerWithin, int maxPending) {
        this.actor = actor;
        this.scheduler = system.scheduler();
        this.dispatcher = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
        this.answerWithin = answerWithin;
        this.maxPending = maxPending;
    }

    <R> CompletionStage<R> ask(Function<ActorRef<R>, C> question) {
        if (pending.incrementAndGet() > maxPending) {
            pending.decrementAndGet();
            return CompletableFuture.failedStage(new TooManyPending(maxPending));
        }
        return askBeside(question, answerWithin).whenComplete((reply, failure) -> pending.decrementAndGet());
    }

    /** Asks what may take long: beside the bound, as whoever asks so has one of its own. */
    <R> CompletionStage<R> askBeside(Function<ActorRef<R>, C> question, Duration within) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        // Not the stage of the ask itself: that was a Scala future, and runs each step that follows in Java's
        // common pool, which on one or two cores starts a new thread for it.
        AskPattern.<C, R>ask(actor, question::apply, within, scheduler)
                .whenCompleteAsync(
                        (reply, failure) -> {
                            if (failure == null) {
                                answer.complete(reply);
                            } else {
                                answer.completeExceptionally(failure);
                            }
                        },
                        dispatcher);
        return answer;
    }

    void tell(C command) {
        actor.tell(command);
    }
}
