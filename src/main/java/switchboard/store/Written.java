package switchboard.store;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.Message;
import switchboard.protocol.SessionInfo;

/** What became of one {@link Write}, once its transaction is on disk. */
public sealed interface Written {
    /** {@link AppendOutcome.Appended} or {@link AppendOutcome.Rejected}. */
    record AppendDone(AppendOutcome outcome) implements Written {}

    record Created(StoredSession session) implements Written {}

    /** @param before whether it had been ended before this write */
    record Ended(SessionInfo session, long lastSeq, boolean before) implements Written {}

    /** @param endedAt null while the session is active */
    record Head(long seq, long storedBytes, @Nullable Instant endedAt) implements Written {}

    record Looked(Optional<Message> found) implements Written {}

    enum Probed implements Written {
        INSTANCE
    }

    enum NoSuchSession implements Written {
        INSTANCE
    }

    /**
     * The row broke a rule of the schema and was left out; the rest of its group is not touched by that.
     *
     * @param rule which one, for the log
     */
    record RefusedRow(String rule) implements Written {}
}
