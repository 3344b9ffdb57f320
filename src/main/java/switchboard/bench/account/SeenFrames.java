package switchboard.bench.account;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one session that were read and judged lately, by {@code seq}. All receivers of a message get the same
 * bytes: comparing them with what another one got costs a tenth of reading them.
 */
final class SeenFrames {

    /** A frame and what was found in it. */
    public static final class Frame {
        private byte[] bytes = new byte[0];
        private int length;
        private long seq;
        private int number;

        long seq() {
            return seq;
        }

        /** Of the {@link SentLog}. */
        int number() {
            return number;
        }
    }

    private final @Nullable Frame[] frames;

    /** @param remembered how many, a power of two */
    SeenFrames(int remembered) {
        frames = new Frame[remembered];
    }

    /** The frame with {@code seq}, if it is exactly these bytes; null where it has to be read. */
    @Nullable
    Frame find(long seq, byte[] buffer, int from, int to) {
        Frame frame = frames[slot(seq)];
        return frame != null && frame.seq == seq && Arrays.equals(buffer, from, to, frame.bytes, 0, frame.length)
                ? frame
                : null;
    }

    void remember(long seq, int number, byte[] buffer, int from, int to) {
        int slot = slot(seq);
        Frame frame = frames[slot];
        if (frame == null) {
            frame = new Frame();
            frames[slot] = frame;
        }
        frame.length = to - from;
        if (frame.bytes.length < frame.length) {
            frame.bytes = new byte[frame.length];
        }
        System.arraycopy(buffer, from, frame.bytes, 0, frame.length);
        frame.seq = seq;
        frame.number = number;
    }

    private int slot(long seq) {
        return (int) (seq & (frames.length - 1));
    }
}
