package switchboard.testing.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import switchboard.testing.client.Received.Ended.Cause;

/** The client that judges the server reads only when it is told to, and ends when it is told to. */
class RecordingClientReadingTest {
    private static final String HELLO = "hello";

    @Test
    void takesNothingWhileItDoesNotRead() throws Exception {
        CountDownLatch someWritten = new CountDownLatch(10);
        AtomicBoolean allWritten = new AtomicBoolean();
        int frames = 20_000;
        String text = "x".repeat(125);
        try (RawServer server = RawServer.running(raw -> {
                    raw.socket().setSendBufferSize(4_096);
                    raw.upgrade();
                    for (int i = 0; i < frames; i++) {
                        raw.frame(0x81, text);
                        someWritten.countDown();
                    }
                    allWritten.set(true);
                    raw.read();
                });
                RecordingClient client =
                        server.client().receiveBuffer(4_096).withoutReading().open()) {
            await(someWritten);
            assertThat(client.received()).isEmpty();
            assertThat(allWritten).isFalse(); // no buffers hold that much: the server waits for this client

            client.resumeReading();
            for (int i = 0; i < frames; i++) {
                assertThat(client.next().raw()).isEqualTo(text);
            }
            client.send("all");
            server.expectDone();
        }
    }

    @Test
    void recordsNothingBetweenStopAndResume() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x81, HELLO);
                    raw.read();
                    raw.frame(0x81, "late");
                    written.countDown();
                    raw.read();
                });
                RecordingClient client = server.client().open()) {
            client.next();
            client.stopReading().send("go");
            await(written);
            assertThat(client.unread()).isEmpty();

            assertThat(client.resumeReading().next().raw()).isEqualTo("late");
            client.send("end");
            server.expectDone();
        }
    }

    @Test
    void sendsWithoutWaitingForAServerThatDoesNotRead() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        String large = "x".repeat(1 << 20);
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    await(read);
                    for (int i = 0; i < 30; i++) {
                        assertThat(raw.read().payload()).hasSize(1 << 20);
                    }
                });
                RecordingClient client = server.client().open()) {
            for (int i = 0; i < 30; i++) {
                client.send(large);
            }
            read.countDown();
            client.awaitSent();
            server.expectDone();
        }
    }

    @Test
    void abortsByAReset() throws Exception {
        try (RawServer server = RawServer.running(raw -> {
                    raw.upgrade();
                    raw.frame(0x81, HELLO);
                    assertThatThrownBy(raw::readByte).isInstanceOf(SocketException.class);
                });
                RecordingClient client = server.client().open()) {
            client.next();
            client.abort();
            assertThat(client.awaitEnd().cause()).isEqualTo(Cause.LOCAL);
            server.expectDone();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IOException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
