package switchboard.store.history;

import java.util.function.Function;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Role;
import switchboard.store.Database;
import switchboard.store.StoreException;

/** Reads batches of logs for pages. May be used by several threads at once. */
final class LogBatchReader {
    private final Database database;
    private final HistorySettings settings;
    private final Function<Message, EncodedMessage> encoder;

    /** @param encoder makes the frames of a page */
    LogBatchReader(Database database, HistorySettings settings, Function<Message, EncodedMessage> encoder) {
        this.database = database;
        this.settings = settings;
        this.encoder = encoder;
    }

    /**
     * Reads as much of what was asked for as one page may hold. @param whole whether it is for everybody who reads
     * there
     */
    LogBatch read(History.PageCommand asked, boolean whole) throws StoreException {
        long after = asked.after();
        long end = asked instanceof History.Read upToThere ? upToThere.upTo() : database.head(asked.session());
        // One batch is bounded by what it passes over, not only by what it finds.
        long upTo = Math.max(after, Math.min(end, after + settings.pageScan()));
        View view = asked.view();
        int maxMessages = Math.min(asked.limit(), settings.pageMessages());
        LogBatchBuilder found = new LogBatchBuilder(whole ? null : view, encoder, maxMessages, settings.pageBytes());
        Role role = whole ? Role.INSTRUCTOR : view.role();
        long position = upTo == after
                ? after
                : database.scan(asked.session(), view.user(), role, after, upTo, settings.pageMessages(), found);
        return new LogBatch(after, position, end, found.messages(), found.damaged(), found.bytes());
    }
}
