package switchboard.connection;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.store.SessionKey;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.telemetry.LogEvents;

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
 * <p>At most one question is under way, to the session or to the store. Belongs to one connection's actor.
 */
final class CatchUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    private final Handshake handshake;
    private final Outbox outbox;
    private final SessionKey key;
    private final Subscription subscription;
    private final PageReader pages;

    private PendingBatch pending = PendingBatch.NOTHING;
    private long readTarget;
    private boolean following;

    CatchUp(Handshake handshake, Outbox outbox, SessionKey key, Subscription subscription, PageReader pages) {
        this.handshake = handshake;
        this.outbox = outbox;
        this.key = key;
        this.subscription = subscription;
        this.pages = pages;
    }

    /** Goes on with the actor of the session that has just answered. */
    void follow() {
        following = false;
        if (!pages.isReading() && pending.isDoneAt(outbox.position())) {
            followOn();
        }
    }

    /** What was offered was taken whole, and what comes will be offered. */
    void live() {
        following = false;
    }

    /** What follows is queued as there is room. */
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

    /** The outbox has room: what waits goes on, and if nothing does, more is asked for. */
    void roomAgain() {
        if (!pending.isDoneAt(outbox.position())) {
            advance();
        } else if (!pages.isReading() && !following) {
            followOn();
        }
    }

    /** The store has answered. Returns why the connection cannot go on; empty if it does. */
    Optional<CloseReason> read(History.ReadReply reply) {
        if (reply instanceof History.Page page) {
            if (pages.take(page)) {
                pending = new PendingBatch(page.upTo(), page.messages());
                advance();
            }
            return Optional.empty();
        } else if (reply instanceof History.ReadFailed failed) {
            return pages.isReading() ? readFailed(failed.trouble()) : Optional.empty();
        }
        throw new IllegalArgumentException("not a reply that is known: " + reply);
    }

    private Optional<CloseReason> readFailed(Trouble trouble) {
        // The store has said so already, once for all who read.
        ConnectionLines.with(handshake, LogEvents.LOOKUP_FAILED, LOG.atDebug())
                .log("history of a class cannot be read: {}", trouble);
        if (trouble == Trouble.DAMAGED) {
            return giveUpReading(CloseReason.HISTORY_DAMAGED);
        }
        pages.failed();
        return Optional.empty();
    }

    /** Reads once more what could not be read. */
    void readAgain() {
        if (pages.isReading()) {
            pages.forget();
            readOn();
        }
    }

    /**
     * Reads no more. Version 1 goes on from where its first replay would have ended, and is told so; nobody else may
     * miss anything, so the connection cannot go on, for this reason.
     */
    Optional<CloseReason> giveUpReading(CloseReason reason) {
        if (outbox.historyDone() || handshake.version() == ProtocolVersion.V2) {
            return Optional.of(reason);
        }
        pages.giveUp();
        outbox.skipHistory();
        readTarget = outbox.position();
        followOn();
        return Optional.empty();
    }

    /**
     * Goes on where the cursor stands, whatever was asked before: a signal that was lost, be it of room in the outbox
     * or the answer of a session, must not hold a cursor for ever. A page that is awaited has a time of its own.
     */
    void check() {
        if (!pages.isReading()) {
            following = false;
            roomAgain();
        }
    }

    private void advance() {
        long position = outbox.position();
        pending = pending.after(position);
        if (!pending.isDoneAt(position)) {
            position = outbox.offer(position, pending.upTo(), pending.messages());
        }
        if (!pending.isDoneAt(position)) {
            return; // The outbox says when it has room again.
        }
        pending = PendingBatch.NOTHING;
        outbox.countPending(List.of());
        if (position < readTarget) {
            readOn();
        } else {
            pages.release();
            followOn();
        }
    }

    private void readOn() {
        if (!pages.isReading()) {
            pages.read(key, subscription.view(), outbox.position(), readTarget);
        }
    }

    private void followOn() {
        ActorRef<SessionProtocol.Command> session = subscription.session();
        // Without a session, it follows as soon as there is one.
        if (session != null) {
            following = true;
            session.tell(new SessionProtocol.Follow(handshake.connection(), outbox.position()));
        }
    }
}
