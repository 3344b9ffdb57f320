package switchboard.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Status;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks actors, and waits for an answer as long as was said by the ticker. An ask of Pekko gives up by a time that goes
 * on while the process stands still, and is then deaf to the answer. Thread-safe.
 */
public final class Questions {
    /** The end of an ask by Pekko itself: never the first. */
    private static final Duration EVER = Duration.ofDays(7);

    private final Scheduler scheduler;
    private final Executor dispatcher;
    private final Deadlines deadlines;

    /** @param ticker monotonic, in nanoseconds */
    public Questions(ActorSystem<?> system, LongSupplier ticker) {
        this.scheduler = system.scheduler();
        this.dispatcher = system.dispatchers().lookup(DispatcherSelector.defaultDispatcher());
        this.deadlines = new Deadlines(system, ticker);
    }

    /**
     * The answer, or a failure by {@link TimeoutException}, which also comes if there is no such actor any more. What
     * follows it runs on the dispatcher of the actors, so it must not block.
     */
    public <C, R> CompletionStage<R> ask(ActorRef<C> actor, Function<ActorRef<R>, C> question, Duration within) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        AtomicReference<@Nullable ActorRef<R>> asker = new AtomicReference<>();
        Deadlines.Deadline givingUp = deadlines.after(within, () -> giveUp(asker.get(), actor, within));
        // Not the stage of the ask itself: that was a Scala future, and runs each step that follows in Java's
        // common pool, which on one or two cores starts a new thread for it.
        AskPattern.<C, R>ask(
                        actor,
                        replyTo -> {
                            asker.set(replyTo);
                            return question.apply(replyTo);
                        },
                        EVER,
                        scheduler)
                .whenCompleteAsync(
                        (reply, failure) -> {
                            givingUp.cancel();
                            if (failure == null) {
                                answer.complete(reply);
                            } else {
                                answer.completeExceptionally(failure);
                            }
                        },
                        dispatcher);
        return answer;
    }

    /** Answers the ask itself, by a failure: so nothing of it stays. */
    private static <R> void giveUp(@Nullable ActorRef<R> asker, ActorRef<?> actor, Duration within) {
        if (asker != null) {
            asker.<Object>unsafeUpcast()
                    .tell(new Status.Failure(
                            new TimeoutException(actor + " has not answered within " + within.toMillis() + " ms")));
        }
    }
}
