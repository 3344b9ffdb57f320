package switchboard.hub;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.rules.RateWindow;
import switchboard.shares.FairLimit;

/**
 * Whether one more connection may be opened. Low limits by address would shut a school out, whose sessions share one;
 * so the limits are per user and session, and for the whole server. The limit of the server is shared by the addresses.
 *
 * <p>Takes a monotonic time in nanoseconds.
 */
final class Admissions {
    private static final long SECOND = 1_000_000_000L;
    private static final long RETRY_SOON_MS = 1_000;
    private static final long RETRY_LATE_MS = 60_000;

    private record Join(AddressBlock client, long at) {}

    private record Joiner(SessionId session, UserId user) implements Comparable<Joiner> {
        @Override
        public int compareTo(Joiner other) {
            int byUser = user.compareTo(other.user);
            return byUser == 0 ? session.compareTo(other.session) : byUser;
        }
    }

    private final SessionsSettings settings;
    /** Of the whole server, the oldest first. */
    private final Deque<Join> lastSecond = new ArrayDeque<>();

    private final FairLimit joinsOfLastSecond;
    /** In the order in which they last asked, so that those to be forgotten come first. */
    private final Map<Joiner, RateWindow> joins = new LinkedHashMap<>(16, 0.75f, true);

    private int connections;

    Admissions(SessionsSettings settings) {
        this.settings = settings;
        this.joinsOfLastSecond = new FairLimit(settings.joinsPerSecond());
    }

    /** Whether the server has as many connections as it may. */
    boolean isFull() {
        return connections >= settings.maxConnections();
    }

    /** Whether this session has as many connections as it may. */
    boolean isFull(SessionEntry entry) {
        return entry.connectedOrReserved() >= settings.maxConnectionsPerSession();
    }

    /**
     * Why this user may not join this session now; empty if the user may, which is then counted.
     *
     * @param madeWay whether somebody gives way if there is no slot left
     */
    Optional<Refused> refusal(
            SessionEntry entry, UserId user, ProtocolVersion version, AddressBlock client, boolean madeWay, long now) {
        if (isFull() && !madeWay) {
            return full(
                    "the server has " + settings.maxConnections() + " connections, as many as it may", RETRY_SOON_MS);
        }
        if (isFull(entry) && !madeWay) {
            return full(
                    "the session has " + settings.maxConnectionsPerSession() + " connections, as many as it may",
                    RETRY_SOON_MS);
        }
        // One of them is the user's own; the others were replaced and hear nothing until their clients leave.
        if (version == ProtocolVersion.V1 && entry.slotsOf(user) > settings.maxReplaced()) {
            return full(
                    "this user has " + settings.maxReplaced()
                            + " replaced connections open in this session; close them",
                    RETRY_LATE_MS);
        }
        forgetUpTo(now - SECOND);
        if (!joinsOfLastSecond.take(client)) {
            return full("more than " + settings.joinsPerSecond() + " joins in one second", RETRY_SOON_MS);
        }
        RateWindow window = joins.computeIfAbsent(
                new Joiner(entry.id(), user),
                unseen -> new RateWindow(settings.joinsPerUserWindow().toNanos(), 1));
        if (window.count(settings.joinsPerUser(), now) != RateWindow.Verdict.PASSED) {
            joinsOfLastSecond.giveBack(client);
            return full(
                    "more than " + settings.joinsPerUser() + " joins of this user to this session in "
                            + settings.joinsPerUserWindow().toSeconds() + " seconds",
                    window.retryAfterMs(settings.joinsPerUser(), now));
        }
        lastSecond.add(new Join(client, now));
        return Optional.empty();
    }

    private void forgetUpTo(long then) {
        while (!lastSecond.isEmpty() && lastSecond.peek().at() - then <= 0) {
            joinsOfLastSecond.giveBack(lastSecond.remove().client());
        }
    }

    void opened() {
        connections++;
    }

    void closed() {
        connections--;
    }

    /** Forgets those whose joins do not count any more. Checks no more than it forgets, and one. */
    void expireIdle(long now) {
        Iterator<RateWindow> oldest = joins.values().iterator();
        while (oldest.hasNext() && oldest.next().isEmpty(now)) {
            oldest.remove();
        }
    }

    /** How many users of sessions are remembered. */
    int joiners() {
        return joins.size();
    }

    private static Optional<Refused> full(String message, long retryAfterMs) {
        return Optional.of(Refusal.UNAVAILABLE.because(message).with("retry_after_ms", retryAfterMs));
    }
}
