package switchboard.http.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.net.AddressBlock;
import switchboard.session.ActorsExtension;
import switchboard.time.Questions;

class BoundedAskTest {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    private record Question(ActorRef<String> replyTo) {}

    private final TestProbe<Question> actor = ACTORS.probe(Question.class);
    private final BoundedAsk<Question> part = new BoundedAsk<>(
            actor.getRef(), new Questions(ACTORS.kit().system(), ACTORS.ticker()), Duration.ofSeconds(10), 1);

    @Test
    void whatFollowsAnAnswerRunsOnTheActorsThreads() {
        CompletableFuture<String> thread = part.<String>ask(Question::new)
                .thenApply(answer -> answer + " on " + Thread.currentThread().getName())
                .toCompletableFuture();

        actor.expectMessageClass(Question.class).replyTo().tell("done");

        assertThat(thread)
                .succeedsWithin(Duration.ofSeconds(20))
                .asString()
                .startsWith("done on")
                .contains("dispatcher");
    }

    @Test
    void oneQuestionTooManyFailsAtOnceAndAnAnswerMakesRoom() {
        CompletableFuture<String> first = part.<String>ask(Question::new).toCompletableFuture();
        CompletableFuture<String> second = part.<String>ask(Question::new).toCompletableFuture();
        assertThatThrownBy(second::join).hasCauseInstanceOf(BoundedAsk.TooManyPending.class);

        actor.expectMessageClass(Question.class).replyTo().tell("done");
        first.join();

        assertThat(part.<String>ask(Question::new).toCompletableFuture()).isNotDone();
    }

    @Test
    void oneQuestionTooManyOfAnAddressIsNotOneTooManyOfAnother_I5() {
        AddressBlock other = new AddressBlock(true, 66);
        part.<String>ask(other, Question::new);

        assertThatThrownBy(part.<String>ask(other, Question::new).toCompletableFuture()::join)
                .hasCauseInstanceOf(BoundedAsk.TooManyPending.class);
        assertThat(part.<String>ask(Question::new).toCompletableFuture()).isNotDone();
    }

    @Test
    void aQuestionThatNobodyAnswersFailsInTime() {
        CompletableFuture<String> answer = part.<String>ask(Question::new).toCompletableFuture();
        actor.expectMessageClass(Question.class);

        ACTORS.pass(Duration.ofSeconds(11));

        assertThatThrownBy(answer::join).hasCauseInstanceOf(TimeoutException.class);
    }
}
