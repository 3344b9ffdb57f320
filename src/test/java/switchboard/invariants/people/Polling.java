package switchboard.invariants.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import switchboard.testing.Drafts;
import switchboard.testing.client.Answer;
import switchboard.testing.client.Api;
import switchboard.testing.client.Caller;

/**
 * An instructor without a WebSocket, on a thread of its own: posts something, reads what there is, waits for more,
 * again and again. What the server cannot do just now (503) it tries again: to post, under the same ref.
 */
public final class Polling implements AutoCloseable {
    private static final String NAME = "by-rest";

    private final Caller caller;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final List<StoredLog.Row> got = new ArrayList<>();
    private int posted;
    private long after;

    private Polling(Caller caller) {
        this.caller = caller;
    }

    public static Polling of(Api api, String session) {
        Polling polling = new Polling(new Caller(api, session, NAME, "instructor"));
        Thread thread = new Thread(polling::run, "polling");
        thread.setDaemon(true);
        thread.start();
        return polling;
    }

    private void run() {
        try {
            while (!stopped.get()) {
                post();
                read(1);
            }
            done.complete(null);
        } catch (Throwable failure) {
            done.completeExceptionally(failure);
        }
    }

    private void post() {
        posted++;
        String draft = Drafts.of("instructor_broadcast")
                .content("{\"n\":" + posted + "}")
                .ref("n-" + posted)
                .json();
        Answer answer = caller.post(draft);
        while (answer.status() == 503) {
            answer = caller.post(draft);
        }
        assertThat(answer.status()).as(answer.toString()).isIn(200, 201);
    }

    /** Returns whether there was anything. */
    private boolean read(int waitSeconds) {
        Answer answer = caller.read("&after=" + after + "&wait=" + waitSeconds);
        if (answer.status() == 503) {
            return true;
        }
        JsonNode messages = answer.expect(200).json().path("messages");
        for (JsonNode message : messages) {
            after = message.path("seq").longValue();
            got.add(new StoredLog.Row(
                    after,
                    message.path("id").textValue(),
                    message.path("type").textValue(),
                    message.path("from_user").textValue(),
                    message.path("to_user").textValue(),
                    message.path("content").toString()));
        }
        return !messages.isEmpty();
    }

    /** Once it is {@link #finish}ed: nothing is lost or doubled of what it read and of what it posted (I1, I3). */
    public void assertGotAndPosted(StoredLog log) {
        while (read(0)) {
            // Goes on until there is nothing.
        }
        assertThat(got).as("what " + NAME + " read").isEqualTo(log.rows());
        assertThat(log.from(NAME))
                .as("what " + NAME + " posted, as stored")
                .extracting(StoredLog.Row::content)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, posted)
                        .mapToObj(n -> "{\"n\":" + n + "}")
                        .toList());
    }

    /** Posts nothing more; everything that was posted must be answered. */
    public void finish() {
        stopped.set(true);
        try {
            done.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() {
        stopped.set(true);
        done.handle((none, failure) -> none).join();
    }
}
