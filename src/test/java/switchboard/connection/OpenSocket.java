package switchboard.connection;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.connection.codec.FrameEncoder;
import switchboard.connection.outbound.Outbox;
import switchboard.connection.outbound.OutboxLimits;
import switchboard.connection.outbound.OutboxListener;

/** A socket whose client reads when the test says so. The outbox and the liveness are the real ones. */
final class OpenSocket implements Socket, OutboxListener {
    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+)}$");
    private static final Pattern EVENT = Pattern.compile("\"event\":\"(\\w+)\"");
    private static final Pattern HEAD_SEQ = Pattern.compile("\"context\":\"history_complete\".*\"head_seq\":(\\d+)");
    private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");

    private final Outbox outbox;
    private final Liveness liveness;
    private final List<String> texts = new ArrayList<>();
    private byte[] rest = new byte[0];
    private int pings;
    private int closeCode;
    private long headSeq = -1;
    private boolean replaced;
    private volatile @Nullable ActorRef<ConnectionProtocol.Command> connection;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean aborted;
    private volatile boolean failing;
    private volatile @Nullable Duration linger;

    OpenSocket(OutboxLimits limits, Clock clock, LongSupplier ticker) {
        outbox = new Outbox(limits, Wire.AMPLE, Wire.CLIENT, clock, this);
        liveness = new Liveness(ticker);
    }

    // ---- what the connection sees

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public Liveness liveness() {
        return liveness;
    }

    @Override
    public void attach(ActorRef<ConnectionProtocol.Command> attached) {
        connection = attached;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void lingerFor(Duration time) {
        linger = time;
    }

    @Override
    public void write(Executor by) {
        wakes.incrementAndGet();
    }

    @Override
    public void wake() {
        wakes.incrementAndGet();
    }

    @Override
    public void roomAgain() {
        tell(ConnectionProtocol.RoomAgain.INSTANCE);
    }

    @Override
    public void endReached() {
        tell(ConnectionProtocol.EndReached.INSTANCE);
    }

    @Override
    public void participantsDue() {
        tell(ConnectionProtocol.ParticipantsDue.INSTANCE);
    }

    @Override
    public void gaveWay(boolean amidFrame) {
        tell(ConnectionProtocol.GaveWay.INSTANCE);
    }

    /** How often whoever writes to the client was told that there is something again. */
    int wakes() {
        return wakes.get();
    }

    // ---- what the client does

    /** Before, nothing of what the client sends is read. */
    boolean isAttached() {
        return connection != null;
    }

    void send(byte[] text) {
        outbox.received();
        deliver(text);
    }

    /** The second half of {@link #send}: the frame was read, and reaches the connection. */
    void deliver(byte[] text) {
        tell(failing ? ConnectionPoison.POISON : new ConnectionProtocol.TextReceived(text));
    }

    void sendBinary() {
        outbox.received();
        tell(ConnectionProtocol.BinaryReceived.INSTANCE);
    }

    void leave() {
        outbox.abandon();
        tell(ConnectionProtocol.SocketClosed.INSTANCE);
    }

    /** From now on the connection fails with the next frame. */
    void failWithTheNextFrame() {
        failing = true;
    }

    /** Takes one piece that the server writes; returns whether there was one. */
    boolean readSome() {
        byte[] bytes = Wire.drain(outbox).toArray();
        byte[] all = new byte[rest.length + bytes.length];
        System.arraycopy(rest, 0, all, 0, rest.length);
        System.arraycopy(bytes, 0, all, rest.length, bytes.length);
        int at = 0;
        while (at + 2 <= all.length) {
            int header = 2;
            long length = all[at + 1];
            if (length >= 126) {
                header = length == 126 ? 4 : 10;
                length = 0;
                for (int i = 2; i < header; i++) {
                    length = length << 8 | all[at + i] & 0xFF;
                }
            }
            if (at + header + length > all.length) {
                break;
            }
            frame(all[at] & 0x0F, all, at + header, (int) length);
            at += header + (int) length;
        }
        rest = Arrays.copyOfRange(all, at, all.length);
        return bytes.length > 0;
    }

    private void frame(int opcode, byte[] bytes, int at, int length) {
        if (opcode == FrameEncoder.TEXT) {
            String text = new String(bytes, at, length, StandardCharsets.UTF_8);
            texts.add(text);
            Matcher complete = HEAD_SEQ.matcher(text);
            headSeq = complete.find() ? Long.parseLong(complete.group(1)) : headSeq;
            replaced |= inShort(text).equals("session_ended:replaced");
        } else if (opcode == FrameEncoder.CLOSE) {
            closeCode = (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
        } else if (opcode == FrameEncoder.PING) {
            pings++;
        }
    }

    OpenSocket read() {
        while (readSome()) {
            // Goes on until there is nothing.
        }
        return this;
    }

    /** What came so far, in short: seqs of messages, {@code event} or {@code event:code} of system frames. */
    List<String> inShort() {
        return texts.stream().map(OpenSocket::inShort).toList();
    }

    /** As {@link #inShort()}, of what is new. */
    List<String> news() {
        List<String> news = read().inShort();
        forget();
        return news;
    }

    /** What came so far is not new any more. */
    void forget() {
        texts.clear();
    }

    /** Where {@code history_complete} said that the replay ends; -1 before. */
    long headSeq() {
        return headSeq;
    }

    String lastText() {
        return texts.get(texts.size() - 1);
    }

    boolean sawReplaced() {
        return replaced;
    }

    private static String inShort(String text) {
        Matcher seq = SEQ.matcher(text);
        if (seq.find()) {
            return seq.group(1);
        }
        Matcher event = EVENT.matcher(text);
        Matcher code = CODE.matcher(text);
        return (event.find() ? event.group(1) : text) + (code.find() ? ":" + code.group(1) : "");
    }

    int pings() {
        return pings;
    }

    /** 0 while there was none. */
    int closeCode() {
        return closeCode;
    }

    boolean aborted() {
        return aborted;
    }

    @Nullable
    Duration linger() {
        return linger;
    }

    private void tell(ConnectionProtocol.Command command) {
        ActorRef<ConnectionProtocol.Command> attached = connection;
        if (attached != null) {
            attached.tell(command);
        }
    }
}
