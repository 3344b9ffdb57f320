package switchboard.net.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopSocketTest {
    private static final String ENDED = "(ended)";
    private static final String BROKEN = "(broken)";

    private final Connected connected = new Connected();

    LoopSocketTest() throws IOException {}

    @AfterEach
    void close() {
        connected.close();
    }

    /** Asks for nothing by itself. */
    private static final class Heard implements LoopSocket.Handler {
        private final BlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void received(ByteBuffer bytes) {
            all.add(StandardCharsets.US_ASCII.decode(bytes).toString());
        }

        @Override
        public void inputEnded() {
            all.add(ENDED);
        }

        @Override
        public void broken() {
            all.add(BROKEN);
        }

        String next() throws InterruptedException {
            String next = all.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("something heard").isNotNull();
            return next;
        }
    }

    private Heard started(Connected.Pair pair) throws Exception {
        Heard heard = new Heard();
        connected.onLoop(() -> pair.ours().start(heard));
        return heard;
    }

    @Test
    void readsNothingThatWasNotAskedFor() throws Exception {
        Connected.Pair asked = connected.connect();
        Connected.Pair notAsked = connected.connect();
        Heard heard = started(asked);
        Heard nothing = started(notAsked);
        notAsked.send("not asked for");
        asked.send("once");
        connected.onLoop(asked.ours()::read);
        assertThat(heard.next()).isEqualTo("once");
        asked.send(", and no more");
        connected.awaitRound();
        assertThat(heard.all).isEmpty();
        assertThat(nothing.all).isEmpty();

        connected.onLoop(() -> {
            asked.ours().read();
            asked.ours().read();
        });
        assertThat(heard.next()).isEqualTo(", and no more");
        connected.onLoop(notAsked.ours()::read);
        assertThat(nothing.next()).isEqualTo("not asked for");
    }

    @Test
    void readsAtOnceWhatIsThereAlready() throws Exception {
        Connected.Pair pair = connected.connect();
        Heard heard = started(pair);
        pair.send("early");
        connected.onLoop(() -> {
            pair.ours().readNow();
            assertThat(heard.all).containsExactly("early");
        });
        heard.all.clear();
        connected.onLoop(() -> {
            pair.ours().readNow();
            assertThat(heard.all).isEmpty();
        });
        pair.send("late");
        assertThat(heard.next()).isEqualTo("late");
    }

    @Test
    void tellsTheEndOfTheInputAndStillWrites() throws Exception {
        Connected.Pair pair = connected.connect();
        Heard heard = started(pair);
        pair.client().shutdownOutput();
        connected.onLoop(pair.ours()::read);
        assertThat(heard.next()).isEqualTo(ENDED);
        assertThat(pair.ours().writer().write(bytes("an answer"), new Writing()))
                .isTrue();
        connected.onLoop(pair.ours()::close);
        assertThat(new String(pair.client().getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo("an answer");
        assertThat(heard.all).as("after its end").isEmpty();
    }

    @Test
    void tellsThatItIsBroken() throws Exception {
        Connected.Pair pair = connected.connect();
        Heard heard = started(pair);
        connected.onLoop(pair.ours()::read);
        pair.resetByClient();
        assertThat(heard.next()).isEqualTo(BROKEN);
    }

    /** Another thread begins to write, and the loop goes on. */
    @Test
    void writesWhatThePeerDoesNotReadOnceItDoes() throws Exception {
        Connected.Pair pair = connected.connect();
        Heard heard = started(pair);
        byte[] sent = new byte[4 << 20];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (i % 251);
        }
        Writing writing = new Writing();
        assertThat(pair.ours().writer().write(ByteBuffer.wrap(sent), writing)).isFalse();
        assertThat(pair.ours().writer().isFull()).isTrue();
        assertThat(writing.told.poll()).isEqualTo("full");
        assertThat(pair.client().getInputStream().readNBytes(sent.length)).isEqualTo(sent);
        String last = writing.next();
        while (last.equals("some")) {
            last = writing.next();
        }
        assertThat(last).isEqualTo("taken");
        assertThat(pair.ours().writer().isFull()).isFalse();
        assertThat(heard.all).isEmpty();
    }

    @Test
    void tellsTheWriterOfAPeerThatResetsWhileItIsWrittenTo() throws Exception {
        Connected.Pair pair = connected.connect();
        started(pair);
        Writing writing = new Writing();
        assertThat(pair.ours().writer().write(ByteBuffer.allocate(4 << 20), writing))
                .isFalse();
        assertThat(writing.next()).isEqualTo("full");
        pair.resetByClient();
        String last = writing.next();
        while (last.equals("some")) {
            last = writing.next();
        }
        assertThat(last).isEqualTo("broken");
    }

    @Test
    void closesOnce() throws Exception {
        Connected.Pair first = connected.connect();
        Connected.Pair second = connected.connect();
        started(first);
        started(second);
        connected.onLoop(() -> {
            first.ours().close();
            first.ours().close();
            first.ours().reset();
            first.ours().read();
            first.ours().readNow();
        });
        assertThat(connected.openSockets()).isEqualTo(1);
        assertThat(first.client().getInputStream().read()).isEqualTo(-1);
        connected.onLoop(second.ours()::reset);
        assertThat(connected.openSockets()).isZero();
        assertThatThrownBy(() -> second.client().getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void isBrokenWhereItsLoopEnds() throws Exception {
        Heard heard = started(connected.connect());
        connected.loop.close();
        assertThat(heard.next()).isEqualTo(BROKEN);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static final class Writing implements SocketWriter.Progress {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            String next = told.poll(10, TimeUnit.SECONDS);
            assertThat(next).as("how the write goes").isNotNull();
            return next;
        }

        @Override
        public void full(int unwritten) {
            told.add("full");
        }

        @Override
        public void tookSome() {
            told.add("some");
        }

        @Override
        public void taken() {
            told.add("taken");
        }

        @Override
        public void broken(IOException cause) {
            told.add("broken");
        }
    }
}
