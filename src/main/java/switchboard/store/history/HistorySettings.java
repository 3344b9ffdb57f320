package switchboard.store.history;

import switchboard.settings.SettingsReader;

/**
 * How much is read at once.
 *
 * @param readers connections, and threads, that read side by side
 * @param pageMessages messages of one page
 * @param pageBytes bytes of one page as sent, but for a single message
 * @param pageScan places of the log that one page passes over at most
 * @param inFlightBytes bytes of all pages that are not taken yet
 * @param sharedBytes bytes of what was read for some and is kept for others who read the same just then
 * @param waitingFinds look-ups that may wait
 */
public record HistorySettings(
        int readers,
        int pageMessages,
        long pageBytes,
        int pageScan,
        long inFlightBytes,
        long sharedBytes,
        int waitingFinds) {
    /** With the two of the writer they are ten, the most that a database is opened by. */
    private static final int MOST_READERS = 8;

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    public static HistorySettings from(SettingsReader settings) {
        return new HistorySettings(
                settings.integer("switchboard.history.readers", 1, MOST_READERS),
                settings.integer("switchboard.history.page-messages", 1, 10_000),
                settings.bytes("switchboard.history.page-bytes", KIB, 16 * MIB),
                settings.integer("switchboard.history.page-scan", 1_000, 10_000_000),
                settings.memory("switchboard.history.in-flight-bytes", MIB, 4096 * MIB, 8),
                settings.memory("switchboard.history.shared-bytes", 0, 4096 * MIB, 2),
                settings.integer("switchboard.history.waiting-finds", 1, 100_000));
    }
}
