package switchboard.store.writer;

import java.util.HashMap;
import java.util.Map;

/** How much may wait for the disk: of all sessions together, and of each, so that one cannot take the room of all. */
final class QueueBounds {
    private final WriterSettings settings;
    private final Load all = new Load();

    /** Of those sessions of which something waits. */
    private final Map<Long, Load> bySession = new HashMap<>();

    QueueBounds(WriterSettings settings) {
        this.settings = settings;
    }

    /** Whether one thing more may wait that has so many bytes. */
    boolean hasRoom(long session, long bytes) {
        Load one = bySession.get(session);
        return all.allows(bytes, settings.queueMessages(), settings.queueBytes())
                && (one == null ? Load.NONE : one).allows(bytes, settings.sessionMessages(), settings.sessionBytes());
    }

    /** It waits from now on, whether there was room or not. */
    void add(long session, long bytes) {
        all.add(bytes);
        bySession.computeIfAbsent(session, s -> new Load()).add(bytes);
    }

    /** It does not wait any more. */
    void remove(long session, long bytes) {
        all.remove(bytes);
        Load one = bySession.get(session);
        if (one != null) {
            one.remove(bytes);
            if (one.messages == 0) {
                bySession.remove(session);
            }
        }
    }

    private static final class Load {
        static final Load NONE = new Load();

        private int messages;
        private long bytes;

        boolean allows(long more, int maxMessages, long maxBytes) {
            return messages < maxMessages && bytes + more <= maxBytes;
        }

        void add(long more) {
            messages++;
            bytes += more;
        }

        void remove(long less) {
            messages--;
            bytes -= less;
        }
    }
}
