package switchboard.store.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionInfo;
import switchboard.store.AppendOutcome;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.RosterChange;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;

/**
 * What becomes of each {@link Write} of a group, in the group's order. The same in every dialect:
 *
 * <ul>
 *   <li>A message that was resubmitted is looked for first, also where its session has ended meanwhile.
 *   <li>A known ref is answered by its first message, also where the session has ended or its log is full.
 *   <li>What is stored gets the next place of its log. What is refused takes none, so that no gap can arise.
 *   <li>An end has its place in the log. A second end finds the first one's time.
 *   <li>A session has one join code at most, and none once it has ended. A code is one session's.
 *   <li>A join keeps the time of the first.
 *   <li>The people of a session change until it ends. What was checked against an older list stays valid.
 *   <li>A group that was to change something and did not writes a probe. Whoever hears that a message was there before
 *       must be able to rely on the disk, and only a commit that writes reaches it.
 * </ul>
 *
 * For one thread at a time, and for transactions that are committed: after one that is not, the tables are to forget
 * what they remember.
 *
 * @param <X> what the dialect's tables throw when the whole transaction has failed
 */
public final class LogRules<X extends Exception> {
    /** The last place that a log has: keys of messages have 32 bits for it. */
    public static final long MAX_SEQ = 0xFFFF_FFFFL;

    private final LogTables<X> tables;
    private final PeopleRules<X> people;

    /** Whether the transaction under way has changed a row. */
    private boolean changed;

    /** Rules over these tables, which answer within the transaction that is under way. */
    public LogRules(LogTables<X> tables) {
        this.tables = tables;
        this.people = new PeopleRules<>(tables);
    }

    /** Whether a group has to be committed on disk, and not only read. */
    public static boolean mustCommit(List<Write> group) {
        for (Write write : group) {
            if (write.changes()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Does a group in the transaction that is under way.
     *
     * @param unreadable sessions that are damaged where they would be read: what is about them is left out
     * @param mustCommit whether a row is to be changed in any case
     * @param now the time of the commit
     * @return for each write what became of it, in the same order
     */
    public List<Written> write(List<Write> group, Set<SessionKey> unreadable, boolean mustCommit, Instant now)
            throws X {
        changed = false;
        List<Written> results = new ArrayList<>(group.size());
        for (Write write : group) {
            boolean leftOut = !unreadable.isEmpty()
                    && write.about().filter(unreadable::contains).isPresent();
            results.add(leftOut ? Written.Unreadable.INSTANCE : writeOrLeaveOut(write, now));
        }
        if (mustCommit && !changed) {
            tables.probe(now);
        }
        return results;
    }

    /** What is damaged or refused is one row's matter: the rest of the group goes on. */
    private Written writeOrLeaveOut(Write write, Instant now) throws X {
        try {
            return write(write, now);
        } catch (RowRefused e) {
            return new Written.RefusedRow(e.rule());
        } catch (Exception e) {
            if (tables.isDamagedRow(e)) {
                return Written.Unreadable.INSTANCE;
            }
            throw e;
        }
    }

    private Written write(Write write, Instant now) throws X, RowRefused {
        if (write instanceof Write.Append append) {
            return new Written.AppendDone(append(append.session(), append.message(), now));
        } else if (write instanceof Write.Head head) {
            return head(head);
        } else if (write instanceof Write.NoteJoins note) {
            return noteJoins(note, now);
        } else if (write instanceof Write.Create create) {
            return create(create.session());
        } else if (write instanceof Write.End end) {
            return end(end.session(), now);
        } else if (write instanceof Write.ChangeRoster change) {
            return changeRoster(change);
        } else if (write instanceof Write.SetJoinCode set) {
            return setJoinCode(set);
        } else if (write instanceof Write.ChangePeople change) {
            // Whether it has changed a row it does not say: a probe besides costs nothing that is felt here.
            return new Written.PeopleChanged(people.change(change.change(), now));
        } else if (write instanceof Write.LookUp lookUp) {
            return new Written.LookedUp(
                    Optional.ofNullable(tables.find(lookUp.session(), lookUp.message(), lookUp.searchAfterSeq())));
        } else if (write == Write.Probe.INSTANCE) {
            return probe(now);
        }
        throw new IllegalStateException("no rule says what becomes of " + write);
    }

    private AppendOutcome append(SessionKey session, NewMessage message, Instant now) throws X, RowRefused {
        if (message.resubmitted()) {
            Message stored = tables.find(session, message.id(), message.searchAfterSeq());
            if (stored != null) {
                return new AppendOutcome.Appended(stored);
            }
        }
        LogHead head = tables.head(session);
        if (!head.exists()) {
            return new AppendOutcome.Rejected(message.id(), Refusal.SESSION_NOT_FOUND);
        }
        Refusal refusal = refusal(head);
        if (refusal != null) {
            AppendOutcome known = known(session, message);
            return known == null ? new AppendOutcome.Rejected(message.id(), refusal) : known;
        }
        Message stored = tables.append(session, head.seq() + 1, message, now);
        if (stored == null) {
            AppendOutcome known = known(session, message);
            if (known == null) {
                throw tables.damaged("a ref is taken, but by no message");
            }
            return known;
        }
        changed = true;
        head.grow(message.storedBytes());
        if (stored.type().sender() == Role.INSTRUCTOR && head.wrote(stored.from())) {
            tables.noteFirstWrite(session, stored.from(), stored.seq());
        }
        return new AppendOutcome.Appended(stored);
    }

    /** Why nothing new is stored in this log; null where it is. */
    private static @Nullable Refusal refusal(LogHead head) {
        if (head.endedAt() != null) {
            return Refusal.SESSION_ENDED;
        }
        return head.seq() == MAX_SEQ ? Refusal.SESSION_FULL : null;
    }

    /** What a message is that has the ref of one in the log, which may be this very one; null where there is none. */
    private @Nullable AppendOutcome known(SessionKey session, NewMessage message) throws X {
        Ref ref = message.ref();
        Message first = ref == null ? null : tables.find(session, message.from(), ref);
        if (first == null) {
            return null;
        }
        return first.id().equals(message.id())
                ? new AppendOutcome.Appended(first)
                : new AppendOutcome.Duplicate(message.id(), first);
    }

    private Written head(Write.Head read) throws X {
        LogHead head = tables.head(read.session());
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        return read.withPeople()
                ? new Written.Head(
                        head.seq(),
                        head.storedBytes(),
                        head.endedAt(),
                        tables.session(read.session()),
                        tables.joins(read.session()))
                : new Written.Head(head.seq(), head.storedBytes(), head.endedAt(), null, List.of());
    }

    private Written noteJoins(Write.NoteJoins note, Instant now) throws X, RowRefused {
        SessionKey session = note.session();
        if (!tables.head(session).exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        for (Joiner gone : note.gone()) {
            changed |= tables.removeJoin(session, gone);
        }
        List<FirstJoin> noted = new ArrayList<>(note.joined().size());
        for (Joiner joiner : note.joined()) {
            changed |= tables.addJoin(session, joiner, now);
            noted.add(tables.join(session, joiner));
        }
        return new Written.JoinsNoted(noted);
    }

    private Written create(SessionInfo session) throws X, RowRefused {
        StoredSession created = tables.create(session);
        if (created == null) {
            return new Written.Created(tables.session(session.id()));
        }
        changed = true;
        return new Written.Created(created);
    }

    private Written end(SessionKey session, Instant now) throws X {
        LogHead head = tables.head(session);
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        boolean before = head.endedAt() != null;
        // Read first: what cannot be told of is not done either.
        SessionInfo info = tables.session(session).info();
        if (!before) {
            tables.end(session, now);
            tables.removeJoinCode(session);
            changed = true;
            head.end(now);
            info = info.endedAt(now);
        }
        return new Written.Ended(info, head.seq(), before);
    }

    private Written changeRoster(Write.ChangeRoster change) throws X, RowRefused {
        LogHead head = tables.head(change.session());
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        StoredSession before = tables.session(change.session());
        if (head.endedAt() != null) {
            return new Written.RosterRefused(
                    before, Refusal.ALREADY_ENDED.because("the session has ended already: its list stays as it is"));
        }
        RosterChange.Result result = change.change().applyTo(before.info());
        if (!(result instanceof RosterChange.Changed after)) {
            return new Written.RosterRefused(before, RosterRefusals.of(change.change(), result));
        }
        if (after.session().equals(before.info())) {
            return new Written.RosterChanged(before);
        }
        changed = true;
        return new Written.RosterChanged(tables.changeRoster(before, after.session()));
    }

    private Written setJoinCode(Write.SetJoinCode set) throws X, RowRefused {
        LogHead head = tables.head(set.session());
        if (!head.exists()) {
            return Written.NoSuchSession.INSTANCE;
        }
        if (set.drawn().isEmpty()) {
            changed |= tables.removeJoinCode(set.session());
            return new Written.JoinCodeSet(Optional.empty());
        }
        if (head.endedAt() != null) {
            return Written.SessionEnded.INSTANCE;
        }
        for (JoinCode code : set.drawn()) {
            if (tables.putJoinCode(set.session(), code)) {
                changed = true;
                return new Written.JoinCodeSet(Optional.of(code));
            }
        }
        throw new RowRefused("other sessions have all of the " + set.drawn().size() + " join codes that were drawn");
    }

    private Written probe(Instant now) throws X {
        tables.probe(now);
        changed = true;
        return Written.Probed.INSTANCE;
    }
}
