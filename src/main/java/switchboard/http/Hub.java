package switchboard.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import switchboard.session.Sessions;

/**
 * Asks the hub, never more than a fixed number of questions at once. Thread-safe.
 *
 * <p>An answer comes within the time of {@link HttpSettings#answerWithin} or the stage fails with a {@link
 * java.util.concurrent.TimeoutException}; a question beyond the bound fails at once with {@link TooManyPending}.
 */
final class Hub {
    /** So many questions are open that another one would only wait. Carries no trace: it is an answer, not a bug. */
    static final class TooManyPending extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyPending(int limit) {
            super("more than " + limit + " requests wait for an answer", null, false, false);
        }
    }

    private final ActorRef<Sessions.Command> sessions;
    private final Scheduler scheduler;
    private final Duration answerWithin;
    private final int maxPending;
    private final AtomicInteger pending = new AtomicInteger();

    Hub(ActorRef<Sessions.Command> sessions, Scheduler scheduler, Duration answerWithin, int maxPending) {
        this.sessions = sessions;
        this.scheduler = scheduler;
        this.answerWithin = answerWithin;
        this.maxPending = maxPending;
    }

    <R> CompletionStage<R> ask(Function<ActorRef<R>, Sessions.Command> question) {
        if (pending.incrementAndGet() > maxPending) {
            pending.decrementAndGet();
            return CompletableFuture.failedStage(new TooManyPending(maxPending));
        }
        CompletionStage<R> answer = AskPattern.ask(sessions, question::apply, answerWithin, scheduler);
        answer.whenComplete((reply, failure) -> pending.decrementAndGet());
        return answer;
    }

    void tell(Sessions.Command command) {
        sessions.tell(command);
    }
}
