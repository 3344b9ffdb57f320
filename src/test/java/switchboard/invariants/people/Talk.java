package switchboard.invariants.people;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * People who talk all at once, each on a thread of its own: a few messages, then it waits until they are answered,
 * again and again. While it runs, the people belong to it.
 */
public final class Talk implements AutoCloseable {
    private static final int MOST_AT_ONCE = 12;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<CompletableFuture<Void>> speakers = new ArrayList<>();

    private Talk() {}

    /** Until {@link #finish} is called. */
    public static Talk of(List<Person> people, SplittableRandom random) {
        return start(people, random, Integer.MAX_VALUE);
    }

    /** Until everybody has said at least this much, and is answered. */
    public static void of(List<Person> people, SplittableRandom random, int messagesEach) {
        start(people, random, messagesEach).end();
    }

    private static Talk start(List<Person> people, SplittableRandom random, int messagesEach) {
        Talk talk = new Talk();
        for (Person person : people) {
            SplittableRandom own = random.split();
            CompletableFuture<Void> done = new CompletableFuture<>();
            talk.speakers.add(done);
            Thread thread = new Thread(
                    () -> {
                        try {
                            talk.speak(person, own, messagesEach);
                            done.complete(null);
                        } catch (Throwable failure) {
                            done.completeExceptionally(failure);
                        }
                    },
                    "talk " + person.name());
            thread.setDaemon(true);
            thread.start();
        }
        return talk;
    }

    private void speak(Person person, SplittableRandom random, int messages) {
        for (int before = person.said(); person.said() - before < messages && !stopped.get(); ) {
            for (int i = 1 + random.nextInt(MOST_AT_ONCE); i > 0; i--) {
                person.say(random, random.nextInt(8) == 0 ? random.nextInt(2_000) : 0);
            }
            person.awaitAnswers();
        }
    }

    /** Lets everybody finish; every frame must be answered. */
    public void finish() {
        stopped.set(true);
        end();
    }

    private void end() {
        for (CompletableFuture<Void> speaker : speakers) {
            try {
                speaker.join();
            } catch (CompletionException e) {
                throw new AssertionError(e.getCause().getMessage(), e.getCause());
            }
        }
    }

    /** Waits until nobody speaks any more, however that came: the server is gone. */
    public void awaitSilence() {
        stopped.set(true);
        speakers.forEach(speaker -> speaker.handle((done, failure) -> done).join());
    }

    @Override
    public void close() {
        awaitSilence();
    }
}
