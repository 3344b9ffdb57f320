package switchboard.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.people.PeopleChange;

/** One thing to do in a transaction. Each is answered by the {@link Written} at the same place. */
public sealed interface Write {
    /** What a row takes beside its content, about. */
    long ROW_BYTES = 256;

    /** What an id takes in a list, at most. */
    long ID_BYTES = 64;

    /**
     * Answered by {@link Written.AppendDone}, with {@code Duplicate} where the ref is known, or
     * {@link Written.RefusedRow}.
     */
    record Append(SessionKey session, NewMessage message) implements OfSession {
        @Override
        public long bytes() {
            return message.storedBytes();
        }
    }

    /**
     * Answered by {@link Written.Created}, also where this very session exists already, or {@link Written.RefusedRow}.
     */
    record Create(SessionInfo session) implements Write {
        @Override
        public Optional<SessionKey> about() {
            return Optional.empty();
        }

        @Override
        public long bytes() {
            return ROW_BYTES + bytesOf(session.studentIds().size(), session.names());
        }
    }

    /**
     * Changes the people of a session that has not ended. Answered by {@link Written.RosterChanged},
     * {@link Written.RosterRefused}, {@link Written.NoSuchSession} or {@link Written.RefusedRow}.
     */
    record ChangeRoster(SessionKey session, RosterChange change) implements OfSession {
        @Override
        public long bytes() {
            return change instanceof RosterChange.Add add
                    ? ROW_BYTES + bytesOf(add.students().size(), add.names())
                    : ROW_BYTES;
        }
    }

    /** Answered by {@link Written.Ended} or {@link Written.NoSuchSession}. */
    record End(SessionKey session) implements OfSession {}

    /**
     * Gives a session a join code in place of the one before, or takes it from it. Answered by
     * {@link Written.JoinCodeSet}, {@link Written.NoSuchSession}, {@link Written.SessionEnded}, or
     * {@link Written.RefusedRow} where other sessions have all of these.
     *
     * @param drawn the first that no other session has becomes this one's; empty to leave it without
     */
    record SetJoinCode(SessionKey session, List<JoinCode> drawn) implements OfSession {
        public SetJoinCode {
            drawn = List.copyOf(drawn);
        }
    }

    /**
     * Changes who may say that they are somebody. Answered by {@link Written.PeopleChanged} or
     * {@link Written.RefusedRow}.
     */
    record ChangePeople(PeopleChange change) implements Write {
        @Override
        public Optional<SessionKey> about() {
            return Optional.empty();
        }

        @Override
        public long bytes() {
            return change instanceof PeopleChange.MakeCards make
                    ? ROW_BYTES * make.cards().size()
                    : ROW_BYTES;
        }
    }

    /**
     * Notes who joined; who did before keeps the time of the first join. Answered by {@link Written.JoinsNoted},
     * {@link Written.NoSuchSession} or {@link Written.RefusedRow}.
     *
     * @param joined at most one of each user and role
     * @param gone whose joins are forgotten, before the others are noted
     */
    record NoteJoins(SessionKey session, List<Joiner> joined, List<Joiner> gone) implements OfSession {
        public NoteJoins {
            joined = List.copyOf(joined);
            gone = List.copyOf(gone);
        }

        @Override
        public long bytes() {
            return ROW_BYTES * joined.size();
        }
    }

    /**
     * Changes nothing. Answered by {@link Written.Head} or {@link Written.NoSuchSession}.
     *
     * @param withPeople whether the session itself and the first joins are to be read too
     */
    record Head(SessionKey session, boolean withPeople) implements OfSession {
        @Override
        public boolean changes() {
            return false;
        }
    }

    /** Looks for a message above a position of the log; changes nothing. Answered by {@link Written.LookedUp}. */
    record LookUp(SessionKey session, MessageId message, long searchAfterSeq) implements OfSession {
        @Override
        public boolean changes() {
            return false;
        }
    }

    /** Changes one row that means nothing, to see that commits reach the disk. Answered by {@link Written.Probed}. */
    enum Probe implements Write {
        INSTANCE;

        @Override
        public Optional<SessionKey> about() {
            return Optional.empty();
        }
    }

    /** One that is about a session which exists already. */
    sealed interface OfSession extends Write {
        SessionKey session();

        @Override
        default Optional<SessionKey> about() {
            return Optional.of(session());
        }
    }

    /** About what a list of people takes: an id has up to 50 characters, and stands twice where there is a name. */
    private static long bytesOf(int students, Map<UserId, DisplayName> names) {
        long bytes = ID_BYTES * students;
        for (DisplayName name : names.values()) {
            bytes += ID_BYTES + 3L * name.value().length();
        }
        return bytes;
    }

    /** About how many bytes it adds to what is stored. */
    default long bytes() {
        return changes() ? ROW_BYTES : 0;
    }

    /** The session that it is about; empty where that is none, or is yet to be. */
    Optional<SessionKey> about();

    /** Whether the transaction needs a commit on disk for it. */
    default boolean changes() {
        return true;
    }
}
