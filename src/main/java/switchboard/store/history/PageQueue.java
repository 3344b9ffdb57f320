package switchboard.store.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;

/**
 * Who waits for a page, gets one just now, or holds one, and who is next: round robin by address of the client and by
 * session, while the pages in flight leave room for one more. No address has more of them than three times what is
 * left, so that those who take theirs slowly do not keep out whoever comes from elsewhere. A reader that does none of
 * the three is not known.
 *
 * @param <R> what a reader asks for
 */
final class PageQueue<R> {
    private static final int TIMES_THE_REST = 3;

    private final long pageBytes;
    private final long maxBytesInFlight;
    private final Map<Object, Reader<R>> readers = new HashMap<>();
    private final ReadRoundRobin<Reader<R>> roundRobin = new ReadRoundRobin<>();

    /** Pages that are held, and those that are being read at the size that they may get. */
    private long bytesInFlight;

    /** The same by address. */
    private final Map<AddressBlock, Long> bytesOf = new HashMap<>();

    /**
     * @param pageBytes what a page may get to
     * @param maxBytesInFlight what all pages together may have; a single one is always read
     */
    PageQueue(long pageBytes, long maxBytesInFlight) {
        this.pageBytes = pageBytes;
        this.maxBytesInFlight = maxBytesInFlight;
    }

    /**
     * @param key what tells one reader from another
     * @return null where it is not known
     */
    @Nullable
    Reader<R> find(Object key) {
        return readers.get(key);
    }

    Reader<R> add(Object key, AddressBlock client) {
        Reader<R> reader = new Reader<>(key, client);
        readers.put(key, reader);
        return reader;
    }

    /** It waits for this, instead of what it waited for before, and gives back what it holds. */
    void ask(Reader<R> reader, long session, R read) {
        release(reader);
        stopWaiting(reader);
        reader.session = session;
        reader.waiting = read;
        if (reader.reading == null) {
            roundRobin.add(reader.client, session, reader);
        }
    }

    /** How many wait in this session. */
    int waiting(long session) {
        return roundRobin.waiting(session);
    }

    /** What all who are not answered yet have asked for last. */
    List<R> unanswered() {
        List<R> unanswered = new ArrayList<>();
        for (Reader<R> reader : readers.values()) {
            R asked = reader.waiting == null ? reader.reading : reader.waiting;
            if (asked != null) {
                unanswered.add(asked);
            }
        }
        return unanswered;
    }

    /** Whether nobody reads. */
    boolean isEmpty() {
        return readers.isEmpty();
    }

    /** It holds nothing any more. Returns whether it is forgotten by that. */
    boolean taken(Reader<R> reader) {
        release(reader);
        return forgetIfIdle(reader);
    }

    /** It gets nothing any more, not even what is being read for it just now. */
    void gone(Reader<R> reader) {
        reader.gone = true;
        release(reader);
        stopWaiting(reader);
        readers.remove(reader.key, reader);
    }

    /**
     * Whose page is to be read from now on, until it is {@link #read} or {@link #notRead}. Null where nobody waits or
     * too much is in flight.
     */
    @Nullable
    Reader<R> next() {
        if (bytesInFlight > 0 && bytesInFlight + pageBytes > maxBytesInFlight) {
            return null;
        }
        Reader<R> next = roundRobin.next(this::mayHoldOneMore);
        if (next != null) {
            next.reading = next.waiting;
            next.waiting = null;
            inFlight(next, pageBytes);
        }
        return next;
    }

    private boolean mayHoldOneMore(AddressBlock client) {
        long own = bytesOf.getOrDefault(client, 0L);
        return own == 0 || own + pageBytes <= TIMES_THE_REST * (maxBytesInFlight - bytesInFlight);
    }

    private void inFlight(Reader<R> reader, long more) {
        bytesInFlight += more;
        long own = bytesOf.getOrDefault(reader.client, 0L) + more;
        if (own == 0) {
            bytesOf.remove(reader.client);
        } else {
            bytesOf.put(reader.client, own);
        }
    }

    /** Its page has been read: it holds that now, and nothing else. Returns whether it is forgotten by that. */
    boolean read(Reader<R> reader, long bytes) {
        if (!reader.gone) {
            release(reader);
            reader.heldBytes = bytes;
            inFlight(reader, bytes);
        }
        return notRead(reader);
    }

    /** Its page could not be read. Returns whether it is forgotten by that. */
    boolean notRead(Reader<R> reader) {
        inFlight(reader, -pageBytes);
        reader.reading = null;
        if (reader.gone) {
            return false;
        }
        if (reader.waiting != null) {
            // It asked again before it was answered.
            roundRobin.add(reader.client, reader.session, reader);
        }
        return forgetIfIdle(reader);
    }

    private void stopWaiting(Reader<R> reader) {
        if (reader.waiting != null) {
            roundRobin.remove(reader.client, reader.session, reader);
            reader.waiting = null;
        }
    }

    private void release(Reader<R> reader) {
        inFlight(reader, -reader.heldBytes);
        reader.heldBytes = 0;
    }

    private boolean forgetIfIdle(Reader<R> reader) {
        boolean idle = reader.reading == null && reader.waiting == null && reader.heldBytes == 0;
        return idle && readers.remove(reader.key, reader);
    }

    /** Somebody who reads. */
    static final class Reader<R> {
        private final Object key;
        private final AddressBlock client;
        private long session;
        private @Nullable R waiting;
        private @Nullable R reading;
        private long heldBytes;
        private boolean gone;

        private Reader(Object key, AddressBlock client) {
            this.key = key;
            this.client = client;
        }

        /** What is being read for it. */
        R asked() {
            return Objects.requireNonNull(reading);
        }

        /** Whether there is nobody any more to tell. */
        boolean gone() {
            return gone;
        }
    }
}
