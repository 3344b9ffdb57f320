package switchboard.connection;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import switchboard.connection.outbound.Outbox;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.View;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.SessionKey;
import switchboard.store.history.History;
import switchboard.time.Alarms;

/**
 * How a connection goes on behind its position, whatever the cause that it is not live: it joined, it came back, it
 * fell behind, its session was started anew.
 *
 * <pre>
 *            ┌── Live ────────────────────────────▶ live ── roomAgain ──┐
 *  follow ───┼── TailSlice ──▶ batch ─ all taken ──▶ follow             ▼
 *    ▲       └── ReadUpTo ──▶ read ──▶ page ──▶ batch ─ all taken ──▶ follow, or read on
 *    └──────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p>At most one question is under way, to the session or to the store. {@link Connection.ReadOverdue} comes when the
 * store does not answer in time, and {@link Connection.ReadAgainDue} a while after it could not. Belongs to one
 * connection's actor.
 */
final class CatchUp {
    private static final Duration READ_AGAIN_AFTER = Duration.ofMillis(500);

    private final ConnectionId connection;
    private final AddressBlock client;
    private final Outbox outbox;
    private final SessionKey key;
    private final View view;
    private final ActorRef<History.Command> history;
    private final ActorRef<History.ReadReply> pages;
    private final Alarms<Connection.Command> alarms;
    private final Duration readWithin;

    private @Nullable ActorRef<SessionProtocol.Command> session;
    private PendingBatch pending = PendingBatch.NOTHING;
    private long readTarget;
    /** Where the page begins that is awaited, while {@link #reading}. */
    private long readAfter;

    private boolean following;
    private boolean reading;
    private boolean holdsPage;

    CatchUp(
            ConnectionId connection,
            AddressBlock client,
            Outbox outbox,
            SessionKey key,
            View view,
            Connection.Dependencies dependencies,
            ActorRef<History.ReadReply> pages,
            Alarms<Connection.Command> alarms) {
        this.connection = connection;
        this.client = client;
        this.outbox = outbox;
        this.key = key;
        this.view = view;
        this.history = dependencies.history();
        this.pages = pages;
        this.alarms = alarms;
        this.readWithin = dependencies.settings().replayTimeout();
    }

    View view() {
        return view;
    }

    /** Goes on with this actor of the session. */
    void follow(ActorRef<SessionProtocol.Command> session) {
        this.session = session;
        following = false;
        if (!reading && pending.isDoneAt(outbox.position())) {
            followOn();
        }
    }

    /** The session's actor is gone: what was asked of it stays unanswered. */
    void sessionLost() {
        session = null;
    }

    /** What was offered was taken whole, and what comes will be offered. */
    void live() {
        following = false;
    }

    void pending(SessionEvent.TailSlice slice) {
        following = false;
        pending = new PendingBatch(slice.upTo(), slice.messages());
        outbox.countPending(slice.messages());
        advance();
    }

    /** What follows is in the store. */
    void readUpTo(long head) {
        following = false;
        readTarget = Math.max(readTarget, head);
        if (outbox.position() >= readTarget) {
            followOn();
        } else if (pending.isDoneAt(outbox.position())) {
            readOn();
        }
    }

    void roomAgain() {
        if (!pending.isDoneAt(outbox.position())) {
            advance();
        } else if (!reading && !following) {
            followOn();
        }
    }

    void page(History.Page page) {
        if (!reading || page.after() != readAfter) {
            // Of a reading that was given up. Where another one follows, that takes its place.
            if (!reading) {
                discard();
            }
            return;
        }
        alarms.cancel(Connection.ReadOverdue.INSTANCE);
        reading = false;
        holdsPage = true;
        pending = new PendingBatch(page.upTo(), page.messages());
        advance();
    }

    /** Whether the store has been asked for a page and has not brought it. */
    boolean isReading() {
        return reading;
    }

    /** The store could not read what it was asked for, and may a while later. */
    void readFailed() {
        alarms.set(Connection.ReadAgainDue.INSTANCE, READ_AGAIN_AFTER);
    }

    /** Reads once more what could not be read. */
    void readAgain() {
        if (reading) {
            reading = false;
            readOn();
        }
    }

    /** Gives the replay up, and says so: goes on from where it would have ended. */
    void skipReplay() {
        alarms.cancel(Connection.ReadAgainDue.INSTANCE);
        alarms.cancel(Connection.ReadOverdue.INSTANCE);
        outbox.skipHistory();
        reading = false;
        readTarget = outbox.position();
        followOn();
    }

    /**
     * Goes on where it stands, whatever was asked before: a signal that was lost, be it of room in the outbox or the
     * answer of a session, must not hold a cursor for ever. A page that is awaited has a time of its own.
     */
    void lookAgain() {
        if (!reading) {
            following = false;
            roomAgain();
        }
    }

    /** Lets go of everything. */
    void stop() {
        session = null;
        pending = PendingBatch.NOTHING;
        letPageGo();
    }

    private void advance() {
        long position = outbox.position();
        pending = pending.after(position);
        if (!pending.isDoneAt(position)) {
            position = outbox.offer(position, pending.upTo(), pending.messages());
        }
        if (!pending.isDoneAt(position)) {
            return; // the outbox says when it has room again
        }
        pending = PendingBatch.NOTHING;
        outbox.countPending(List.of());
        if (position < readTarget) {
            readOn();
        } else {
            letPageGo();
            followOn();
        }
    }

    private void readOn() {
        if (!reading) {
            reading = true;
            holdsPage = false;
            readAfter = outbox.position();
            history.tell(new History.Read(key, view, readAfter, readTarget, client, pages));
            if (!alarms.isSet(Connection.ReadOverdue.INSTANCE)) {
                alarms.set(Connection.ReadOverdue.INSTANCE, readWithin);
            }
        }
    }

    private void followOn() {
        if (session != null) {
            following = true;
            session.tell(new SessionProtocol.Follow(connection, outbox.position()));
        }
    }

    private void letPageGo() {
        if (holdsPage) {
            discard();
        }
    }

    /** Gives a page back: it counts against what all readers together may hold. */
    void discard() {
        holdsPage = false;
        history.tell(new History.PageTaken(pages));
    }
}
