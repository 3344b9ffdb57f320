package switchboard.store;

import java.util.List;
import switchboard.protocol.MessageId;
import switchboard.protocol.SessionInfo;

/** One thing to do in a transaction. Each is answered by the {@link Written} at the same place. */
public sealed interface Write {
    /** Answered by {@link Written.AppendDone}, with {@code Duplicate} where the ref is known, or {@link Written.RefusedRow}. */
    record Append(SessionKey session, NewMessage message) implements Write {}

    /** Answered by {@link Written.Created}, also where this very session exists already, or {@link Written.RefusedRow}. */
    record Create(SessionInfo session) implements Write {}

    /** Answered by {@link Written.Ended} or {@link Written.NoSuchSession}. */
    record End(SessionKey session) implements Write {}

    /**
     * Notes who joined; who did before keeps the time of the first join. Answered by {@link Written.JoinsNoted},
     * {@link Written.NoSuchSession} or {@link Written.RefusedRow}.
     *
     * @param joined at most one of each user and role
     */
    record NoteJoins(SessionKey session, List<Joiner> joined) implements Write {
        public NoteJoins {
            joined = List.copyOf(joined);
        }
    }

    /**
     * Changes nothing. Answered by {@link Written.Head} or {@link Written.NoSuchSession}.
     *
     * @param withJoins whether the first joins are to be read too
     */
    record Head(SessionKey session, boolean withJoins) implements Write {}

    /** Looks for a message above a position of the log; changes nothing. Answered by {@link Written.Looked}. */
    record Look(SessionKey session, MessageId message, long knownHead) implements Write {}

    /** Changes one row that means nothing, to see that commits reach the disk. Answered by {@link Written.Probed}. */
    enum Probe implements Write {
        INSTANCE
    }

    /** Whether the transaction needs a commit on disk for it. */
    default boolean changes() {
        return !(this instanceof Head || this instanceof Look);
    }
}
