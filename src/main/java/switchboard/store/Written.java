package switchboard.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.people.PeopleOutcome;

/** What became of one {@link Write}, once its transaction is on disk. */
public sealed interface Written {
    /** {@link AppendOutcome.Appended}, {@link AppendOutcome.Duplicate} or {@link AppendOutcome.Rejected}. */
    record AppendDone(AppendOutcome outcome) implements Written {}

    /** The session as it is stored: as it was before, if it existed already. */
    record Created(StoredSession session) implements Written {}

    /** @param before whether it had been ended before this write */
    record Ended(SessionInfo session, long lastSeq, boolean before) implements Written {}

    /** The session as it is from now on: as it was before, if there was nothing to change. */
    record RosterChanged(StoredSession session) implements Written {}

    /**
     * The change would break a rule, or the session has ended: nothing was done.
     *
     * @param session as it is
     */
    record RosterRefused(StoredSession session, Refused refused) implements Written {}

    /** @param code empty where the session has none from now on */
    record JoinCodeSet(Optional<JoinCode> code) implements Written {}

    /** What became of a change of people. */
    record PeopleChanged(PeopleOutcome outcome) implements Written {}

    /**
     * @param endedAt null while the session is active
     * @param session null where it was not asked for
     * @param firstJoins empty where they were not asked for
     */
    record Head(
            long seq,
            long storedBytes,
            @Nullable Instant endedAt,
            @Nullable StoredSession session,
            List<FirstJoin> firstJoins)
            implements Written {
        public Head {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    /** @param firstJoins of those who were to be noted, in that order: whenever it was that they joined first */
    record JoinsNoted(List<FirstJoin> firstJoins) implements Written {
        public JoinsNoted {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    /** @param found empty where there is no such message above the position */
    record LookedUp(Optional<Message> found) implements Written {}

    /** What was to be read for it is damaged: nothing was done, and the rest of its group is not touched by that. */
    enum Unreadable implements Written {
        INSTANCE
    }

    /** The row was changed. */
    enum Probed implements Written {
        INSTANCE
    }

    /** The database does not know the session: nothing was done. */
    enum NoSuchSession implements Written {
        INSTANCE
    }

    /** The session has ended, and so nothing was done. */
    enum SessionEnded implements Written {
        INSTANCE
    }

    /**
     * The row broke a rule of the schema and was left out; the rest of its group is not touched by that.
     *
     * @param rule which one, for the log
     */
    record RefusedRow(String rule) implements Written {}
}
