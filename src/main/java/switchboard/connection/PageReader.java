package switchboard.connection;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.View;
import switchboard.store.SessionKey;
import switchboard.store.history.History;
import switchboard.time.Alarms;

/**
 * Reads pages of the log from the store for one connection, one at a time. A page counts against what all readers
 * together may hold, so each is given back once: when its messages are queued, or when it comes too late.
 *
 * <p>{@link ConnectionProtocol.ReadOverdue} comes when the store does not bring a page in time, and
 * {@link ConnectionProtocol.ReadAgainDue} a while after it could not. Belongs to one connection's actor.
 */
final class PageReader {
    private static final Duration READ_AGAIN_AFTER = Duration.ofMillis(500);

    private final ActorRef<History.Command> history;
    private final ActorRef<History.ReadReply> replies;
    private final AddressBlock client;
    private final Alarms<ConnectionProtocol.Command> alarms;
    private final Duration readWithin;

    /** Where the page begins that is awaited, while {@link #reading}. */
    private long readAfter;

    private boolean reading;
    private boolean holdsPage;

    PageReader(
            Connection.Dependencies dependencies,
            ActorRef<History.ReadReply> replies,
            AddressBlock client,
            Alarms<ConnectionProtocol.Command> alarms) {
        this.history = dependencies.history();
        this.replies = replies;
        this.client = client;
        this.alarms = alarms;
        this.readWithin = dependencies.settings().replayTimeout();
    }

    /** Whether the store was asked for a page and has not brought it. */
    boolean isReading() {
        return reading;
    }

    /**
     * Asks for the page behind {@code after}. Must not be called while {@link #isReading}. A page that is held is given
     * back by this.
     */
    void read(SessionKey key, View view, long after, long upTo) {
        reading = true;
        holdsPage = false;
        readAfter = after;
        history.tell(new History.Read(key, view, after, upTo, client, replies));
        if (!alarms.isSet(ConnectionProtocol.ReadOverdue.INSTANCE)) {
            alarms.set(ConnectionProtocol.ReadOverdue.INSTANCE, readWithin);
        }
    }

    /** Whether this is the page that is awaited: it is held then, until the next is read or it is given back. */
    boolean take(History.Page page) {
        if (!reading) {
            giveBack(); // It was given up.
            return false;
        }
        if (page.after() != readAfter) {
            return false; // It was given up, and the store counts the one that is awaited instead.
        }
        alarms.cancel(ConnectionProtocol.ReadOverdue.INSTANCE);
        reading = false;
        holdsPage = true;
        return true;
    }

    /** The store could not read the page: {@link ConnectionProtocol.ReadAgainDue} comes a while later. */
    void failed() {
        alarms.set(ConnectionProtocol.ReadAgainDue.INSTANCE, READ_AGAIN_AFTER);
    }

    /** The page that failed is not awaited any more: it may be read again. */
    void forget() {
        reading = false;
    }

    /** No page is awaited any more, and none is to be read again. */
    void giveUp() {
        alarms.cancel(ConnectionProtocol.ReadAgainDue.INSTANCE);
        alarms.cancel(ConnectionProtocol.ReadOverdue.INSTANCE);
        reading = false;
    }

    /** Gives back the page that is held, if there is one. */
    void release() {
        if (holdsPage) {
            giveBack();
        }
    }

    /** Gives back a page that came too late to be held. */
    void giveBack() {
        holdsPage = false;
        history.tell(new History.PageTaken(replies));
    }
}
