package switchboard.bench.account;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import switchboard.bench.client.BenchFailure;
import switchboard.bench.client.Client;
import switchboard.bench.client.ClientLoop;
import switchboard.bench.client.Endpoint;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.values.Role;

/**
 * One user of a {@link BenchSession}, on one connection at a time, and which messages it got over all of them. Used on
 * the loop's thread only.
 */
public final class BenchUser implements Client.Listener {
    private final BenchSession session;
    private final int index;
    private final Role role;
    private final String user;
    private final long afterSeq;
    private final BitSet received = new BitSet();
    private @Nullable Client client;
    private boolean leaving;
    private boolean away;
    private int awayFrom;
    private final BitSet awayFor = new BitSet();
    private boolean mayBeTooSlow;
    private boolean cutOff;
    private long presentAt;
    private boolean present;
    private long lastSeq;
    private int replayed;
    private int refusals;

    /**
     * @param index among those who can send; a late joiner only receives and has none
     * @param afterSeq asks only for what follows it
     */
    BenchUser(BenchSession session, int index, Role role, String user, long afterSeq) {
        this.session = session;
        this.index = index;
        this.role = role;
        this.user = user;
        this.afterSeq = afterSeq;
        lastSeq = afterSeq;
    }

    public BenchSession session() {
        return session;
    }

    public int index() {
        return index;
    }

    public Role role() {
        return role;
    }

    public String user() {
        return user;
    }

    /** Whether it joined after everything was sent and gets it by replay. */
    boolean isLate() {
        return index < 0;
    }

    /** After which message it asked for all that follows; 0 for everything. */
    long afterSeq() {
        return afterSeq;
    }

    /** Connects; who was there before goes on after what it has. */
    public void open(ClientLoop loop, Endpoint endpoint) {
        leaving = false;
        client = loop.connect(
                endpoint.address(),
                endpoint.webSocketTarget(session.sessionId(), user, role, lastSeq),
                session.version(),
                this);
    }

    // ---- going and coming back

    /** Is not waited for, from the next message on. */
    public void goAway() {
        away = true;
        awayFrom = session.messagesSent();
    }

    /** Loses its connection without a word, as with a network that fails. */
    public void drop() {
        goAway();
        present = false;
        abort();
    }

    /** Is waited for again, from the next message on. To be called before it connects again. */
    public void comesBack() {
        isHereAgain();
        present = false;
        replayed = 0;
        mayBeTooSlow = false;
        cutOff = false;
    }

    /** Takes nothing from its connection any more, and is not waited for. The server may then close it as too slow. */
    public void stopReading() {
        goAway();
        mayBeTooSlow = true;
        if (client != null) {
            client.stopReading();
        }
    }

    /** Takes what is waiting and what comes; is waited for again, from the next message on. */
    public void readOn() {
        isHereAgain();
        if (client != null) {
            client.readOn();
        }
    }

    private void isHereAgain() {
        if (away) {
            awayFor.set(awayFrom, session.messagesSent());
            away = false;
        }
    }

    public boolean isAway() {
        return away;
    }

    /** Whether nobody waited for it with this message, because it was away. */
    boolean wasAwayFor(int number) {
        return awayFor.get(number) || away && number >= awayFrom;
    }

    /** Whether the server may call it too slow. */
    boolean mayBeTooSlow() {
        return mayBeTooSlow;
    }

    /** Whether the server has closed its connection, as it may where somebody does not read. */
    public boolean wasCutOff() {
        return cutOff;
    }

    void send(byte[] json, int length) {
        Client open = client;
        if (open == null) {
            throw new BenchFailure(user + " sends before it has connected");
        }
        open.send(json, length);
    }

    public void leave() {
        leaving = true;
        if (client != null) {
            client.leave();
        }
    }

    public void abort() {
        leaving = true;
        if (client != null) {
            client.abort();
        }
    }

    public boolean hasLeft() {
        return client == null || client.isClosed();
    }

    /** Whether {@code history_complete} has come: from now on it gets messages live. */
    public boolean isPresent() {
        return present;
    }

    /** When {@code history_complete} came. */
    public long presentAt() {
        return presentAt;
    }

    /** {@code history_complete} has come: up to {@code headSeq} there is nothing more to get. */
    void present(long now, long headSeq) {
        present = true;
        presentAt = now;
        lastSeq = Math.max(lastSeq, headSeq);
    }

    // ---- what it got

    /** @return false if it had it before */
    boolean receive(int number) {
        if (received.get(number)) {
            return false;
        }
        received.set(number);
        replayed++;
        return true;
    }

    boolean has(int number) {
        return received.get(number);
    }

    /** Different messages since it connected: up to {@code history_complete} these are the replayed ones. */
    int replayed() {
        return replayed;
    }

    /** Its cursor: how far it has everything. */
    public long lastSeq() {
        return lastSeq;
    }

    /** @return false if {@code seq} does not follow what came before */
    boolean advance(long seq) {
        if (seq <= lastSeq) {
            return false;
        }
        lastSeq = seq;
        return true;
    }

    void refused() {
        refusals++;
    }

    /** How many of its frames were refused. */
    int refusals() {
        return refusals;
    }

    @Override
    public void text(byte[] buffer, int from, int to, long now) {
        session.received(this, buffer, from, to, now);
    }

    @Override
    public void closed(String why) {
        if (leaving) {
            return;
        }
        // A close frame may not get through where nobody reads.
        int code = client == null ? 0 : client.closeCode();
        cutOff = mayBeTooSlow && (code == 0 || code == CloseReason.TOO_SLOW.closeCode());
        if (!cutOff) {
            throw new BenchFailure("the connection of " + user + " was " + why);
        }
    }
}
