package switchboard.store.history;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.values.Message;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;

/** Encodes nothing before it is opened, and notes in which order the pages were read. */
final class Gate implements Function<Message, EncodedMessage> {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final List<Message> order = new ArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Override
    public EncodedMessage apply(Message message) {
        threads.add(Thread.currentThread());
        return encode(message);
    }

    private synchronized EncodedMessage encode(Message message) {
        reading.countDown();
        try {
            // Not for ever: a test that fails before it opens must end, too.
            assertThat(open.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        order.add(message);
        return StoreSamples.encoded(message);
    }

    void awaitReading() throws InterruptedException {
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
    }

    void open() {
        open.countDown();
    }

    Set<Thread> threads() {
        return threads;
    }

    synchronized int encoded() {
        return order.size();
    }

    /** How many messages were read before the first of that session. */
    synchronized int readBefore(StoredSession session) {
        return order.stream()
                .map(Message::session)
                .toList()
                .indexOf(session.info().id());
    }
}
