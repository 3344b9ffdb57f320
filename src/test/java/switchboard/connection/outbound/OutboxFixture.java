package switchboard.connection.outbound;

import static switchboard.testing.Records.set;
import static switchboard.testing.client.ClientFrames.utf8;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.util.ByteString;
import switchboard.connection.RawWebSocket;
import switchboard.connection.Wire;
import switchboard.connection.codec.FrameEncoder;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.testing.Records;

/** An outbox, what it tells, and what it writes in short. */
public abstract class OutboxFixture {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T03:05:33.123Z"), ZoneOffset.UTC);
    private static final Pattern PRESENCE = Pattern.compile("\"event\":\"user_(joined|left)\".*\"user_id\":\"(\\w+)\"");
    static final OutboxLimits LIMITS = Records.with(Wire.LIMITS, set("frames", 100), set("writeBytes", 16_384));

    final Calls calls = new Calls();
    final Outbox outbox = new Outbox(LIMITS, Wire.AMPLE, Wire.CLIENT, CLOCK, calls);

    static final class Calls implements OutboxListener {
        int writes;
        int wakes;
        int roomAgain;
        int endReached;
        int participantsDue;
        int gaveWay;

        @Override
        public void write(Executor by) {
            writes++;
        }

        @Override
        public void wake() {
            wakes++;
        }

        @Override
        public void roomAgain() {
            roomAgain++;
        }

        @Override
        public void endReached() {
            endReached++;
        }

        @Override
        public void participantsDue() {
            participantsDue++;
        }

        @Override
        public void gaveWay(boolean amidFrame) {
            gaveWay++;
        }
    }

    static EncodedMessage message(long seq) {
        return new EncodedMessage(seq, utf8(Long.toString(seq)));
    }

    static List<EncodedMessage> messages(long first, long last) {
        List<EncodedMessage> messages = new ArrayList<>();
        for (long seq = first; seq <= last; seq++) {
            messages.add(message(seq));
        }
        return messages;
    }

    /** Queues a frame in the ordered lane, as the message that comes next. */
    static void queue(Outbox outbox, byte[] json) {
        if (outbox.position() < 0) {
            outbox.start(0, Long.MAX_VALUE); // A replay that never ends queues nothing else.
        }
        long position = outbox.position();
        outbox.offer(position, position + 1, List.of(new EncodedMessage(position + 1, json)));
    }

    static ByteString drainAll(Outbox outbox) {
        ByteString all = ByteString.emptyByteString();
        for (ByteString batch = Wire.drain(outbox); !batch.isEmpty(); batch = Wire.drain(outbox)) {
            all = all.concat(batch);
        }
        return all;
    }

    static void drainSome(Outbox outbox) {
        Wire.drain(outbox);
    }

    static List<String> texts(Outbox outbox) {
        return textsOf(drainAll(outbox));
    }

    static List<RawWebSocket.Frame> frames(Outbox outbox) {
        return framesOf(drainAll(outbox));
    }

    /** Each frame in short: its text or, of a system frame of the outbox itself, its event. */
    public static List<String> textsOf(ByteString bytes) {
        return framesOf(bytes).stream().map(OutboxFixture::word).toList();
    }

    private static String word(RawWebSocket.Frame frame) {
        return switch (frame.opcode()) {
            case FrameEncoder.CLOSE -> "close " + frame.closeCode();
            case FrameEncoder.PING -> "ping " + frame.text();
            case FrameEncoder.PONG -> "pong " + frame.text();
            default -> eventOr(frame.text());
        };
    }

    private static String eventOr(String text) {
        Matcher presence = PRESENCE.matcher(text);
        if (presence.find()) {
            return (presence.group(1).equals("joined") ? "+" : "-") + presence.group(2);
        }
        for (String event : List.of(
                "history_complete", "history_unavailable", "messages_damaged", "session_ended", "participants")) {
            if (text.contains("\"event\":\"" + event + "\"")) {
                return event;
            }
        }
        return text;
    }

    static List<RawWebSocket.Frame> framesOf(ByteString bytes) {
        List<RawWebSocket.Frame> frames = new ArrayList<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toArray()));
        try {
            while (in.available() > 0) {
                frames.add(RawWebSocket.read(in));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frames;
    }
}
