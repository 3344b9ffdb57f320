package switchboard.net.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketWriterTest {
    private final Kernel kernel = new Kernel();
    private final SocketWriter writer = new SocketWriter(kernel);
    private final List<String> told = new ArrayList<>();

    /** A kernel that takes so many bytes and no more. */
    private static final class Kernel implements SocketWriter.Channel {
        private final StringBuilder taken = new StringBuilder();
        private int room = Integer.MAX_VALUE;
        private int awaited;
        private boolean reset;

        @Override
        public boolean write(ByteBuffer bytes) throws IOException {
            if (reset) {
                throw new IOException("reset");
            }
            for (; room > 0 && bytes.hasRemaining(); room--) {
                taken.append((char) bytes.get());
            }
            return !bytes.hasRemaining();
        }

        @Override
        public void awaitWritable() {
            awaited++;
        }
    }

    private class Telling implements SocketWriter.Progress {
        @Override
        public void full(int unwritten) {
            told.add("full " + unwritten);
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

    /** By the buffer of the thread, which is used for other things next. */
    private boolean write(String text, SocketWriter.Progress progress) {
        ByteBuffer buffer = SocketWriter.buffer(text.length());
        buffer.put(text.getBytes(StandardCharsets.US_ASCII)).flip();
        boolean written = writer.write(buffer, progress);
        SocketWriter.buffer(text.length()).put("?".repeat(text.length()).getBytes(StandardCharsets.US_ASCII));
        return written;
    }

    @Test
    void tellsNothingOfWhatTheKernelTakesAtOnce() {
        assertThat(write("all", new Telling())).isTrue();
        assertThat(kernel.taken).hasToString("all");
        assertThat(kernel.awaited).isZero();
        assertThat(writer.isFull()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void keepsWhatTheKernelDoesNotTakeUntilItDoes() {
        kernel.room = 2;
        assertThat(write("abcdef", new Telling())).isFalse();
        assertThat(writer.isFull()).isTrue();
        assertThat(kernel.awaited).isEqualTo(1);

        assertThat(writer.writeOn()).as("waits again").isTrue();
        kernel.room = 3;
        assertThat(writer.writeOn()).as("waits again").isTrue();
        kernel.room = 3;
        assertThat(writer.writeOn()).as("waits again").isFalse();

        assertThat(kernel.taken).hasToString("abcdef");
        assertThat(writer.isFull()).isFalse();
        assertThat(told).containsExactly("full 4", "some", "taken");
    }

    /**
     * The loop waited on for a write that another thread had only begun, and could tell that it was taken before that
     * thread told that the kernel was full: a client that read all counted as stuck and was closed as too slow.
     */
    @Test
    void doesNotWaitForAWriteThatHasNotToldThatItIsFull() {
        kernel.room = 0;
        write("first", new Telling() {
            @Override
            public void taken() {
                super.taken();
                // As by another thread, which comes no further for now.
                kernel.room = 0;
                write("second", new Telling());
            }
        });
        kernel.room = 5;
        assertThat(writer.writeOn()).as("waits for the second one").isFalse();
        assertThat(kernel.awaited).as("each write waits by itself").isEqualTo(2);
        kernel.room = 6;
        assertThat(writer.writeOn()).isFalse();
        assertThat(kernel.taken).hasToString("firstsecond");
        assertThat(told).containsExactly("full 5", "taken", "full 6", "taken");
    }

    @Test
    void tellsOfABrokenSocketWhoeverFindsIt() {
        kernel.reset = true;
        assertThat(write("nobody", new Telling())).isFalse();
        assertThat(told).containsExactly("broken");

        kernel.reset = false;
        kernel.room = 0;
        write("somebody", new Telling());
        kernel.reset = true;
        assertThat(writer.writeOn()).isFalse();
        assertThat(told).containsExactly("broken", "full 8", "broken");
        assertThat(kernel.awaited).isEqualTo(1);
    }

    @Test
    void hasNothingToWriteOnWhereNothingWasLeft() {
        assertThat(writer.writeOn()).isFalse();
        assertThat(told).isEmpty();
    }
}
