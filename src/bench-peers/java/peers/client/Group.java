package peers.client;

import java.util.Arrays;

/**
 * One sender and its receivers. Checks every delivery: each receiver must get each broadcast once, in order, and byte
 * by byte as it was sent. Not thread-safe.
 */
public final class Group {

    /** Hears when the last receiver has a broadcast. */
    public interface Listener {
        void completed(Group group, long sentAt, long now);
    }

    /** One receiver's account. */
    public final class Receiver {
        private int next;

        /** Takes the content that a server has delivered: these bytes, and nothing else. */
        void delivered(byte[] bytes, int from, int to) {
            if (next == sent) {
                throw new Failure(
                        "group " + number + " got what was not sent, or got it twice: " + text(bytes, from, to));
            }
            if (!Arrays.equals(bytes, from, to, contents[next & MASK], 0, Content.BYTES)) {
                throw new Failure(
                        "group " + number + " expected broadcast " + next + " and got " + text(bytes, from, to));
            }
            Group.this.delivered(next++);
        }

        private String text(byte[] bytes, int from, int to) {
            return Bytes.text(bytes, from, Math.min(to, bytes.length));
        }
    }

    /** So many broadcasts may be under way. */
    private static final int MOST = 1 << 14;

    private static final int MASK = MOST - 1;

    private final int number;
    private final int receivers;
    private final byte[][] contents = new byte[MOST][];
    private final long[] sentAt = new long[MOST];
    private final int[] missing = new int[MOST];
    private Client sender;
    private Listener listener = (group, at, now) -> {};
    private int sent;
    private int completed;
    private long deliveries;

    public Group(int number, int receivers) {
        this.number = number;
        this.receivers = receivers;
    }

    public void sender(Client client) {
        sender = client;
    }

    public void listener(Listener next) {
        listener = next;
    }

    public Receiver receiver() {
        return new Receiver();
    }

    /**
     * Sends the next broadcast.
     *
     * @param at when it counts as sent: now, or when it was due
     */
    public void send(long at) {
        if (underWay() == MOST) {
            throw new Failure("group " + number + " is " + MOST + " broadcasts behind");
        }
        int slot = sent & MASK;
        contents[slot] = Content.of(number, sent);
        sentAt[slot] = at;
        missing[slot] = receivers;
        sent++;
        sender.publish(contents[slot]);
    }

    public int underWay() {
        return sent - completed;
    }

    public long deliveries() {
        return deliveries;
    }

    /** What is missing, for a report. */
    public String state() {
        return "group " + number + ": " + sent + " broadcasts sent, " + completed + " complete, " + deliveries
                + " deliveries";
    }

    private void delivered(int broadcast) {
        deliveries++;
        int slot = broadcast & MASK;
        if (--missing[slot] == 0) {
            completed++;
            contents[slot] = null;
            listener.completed(this, sentAt[slot], System.nanoTime());
        }
    }
}
