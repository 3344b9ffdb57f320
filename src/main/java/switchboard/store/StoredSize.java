package switchboard.store;

import switchboard.protocol.values.Content;
import switchboard.protocol.values.Draft;

/** What a message takes of its session's size limit: its content, and a flat amount for the rest of its row. */
public final class StoredSize {
    /** For ids, names, times and the row's own structure, in bytes. */
    public static final int PER_MESSAGE = 128;

    private StoredSize() {}

    public static long of(Content content) {
        return (long) content.bytes() + PER_MESSAGE;
    }

    public static long of(Draft draft) {
        return of(draft.content());
    }
}
