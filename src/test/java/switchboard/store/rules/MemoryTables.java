package switchboard.store.rules;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.FirstJoin;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;

/** Tables without a database, which note what they are asked to change. */
final class MemoryTables implements LogTables<MemoryTables.Contradiction> {
    static final class Contradiction extends Exception {
        private static final long serialVersionUID = 1L;

        Contradiction(String what) {
            super(what);
        }
    }

    /** What was changed, in order. */
    final List<String> changes = new ArrayList<>();

    final Map<SessionKey, LogHead> heads = new LinkedHashMap<>();

    /** What the next message is refused by; null for nothing. */
    @Nullable
    String rule;

    /** Whether looking for a ref finds a damaged row. */
    boolean damaged;

    private final Map<SessionId, StoredSession> sessions = new LinkedHashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final Map<Joiner, FirstJoin> joins = new LinkedHashMap<>();
    private final Map<SessionKey, JoinCode> joinCodes = new LinkedHashMap<>();

    @Override
    public LogHead head(SessionKey session) {
        return heads.getOrDefault(session, LogHead.ofNoSession());
    }

    @Override
    public @Nullable Message find(SessionKey session, MessageId id, long searchAfterSeq) {
        return messages.stream()
                .filter(message -> message.session().equals(session.id()) && message.seq() > searchAfterSeq)
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable Message find(SessionKey session, UserId user, Ref ref) throws Contradiction {
        if (damaged) {
            throw damaged("a damaged row");
        }
        return messages.stream()
                .filter(message -> message.session().equals(session.id()))
                .filter(message -> message.from().equals(user) && ref.equals(message.ref()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public @Nullable Message append(SessionKey session, long seq, NewMessage message, Instant now)
            throws Contradiction, RowRefused {
        if (rule != null) {
            throw new RowRefused(rule);
        }
        if (message.ref() != null && (damaged || find(session, message.from(), message.ref()) != null)) {
            return null;
        }
        Message stored = message.inLog(session.id(), seq, now);
        messages.add(stored);
        changes.add("message " + seq);
        return stored;
    }

    @Override
    public void noteFirstWrite(SessionKey session, UserId instructor, long seq) {
        changes.add("first write of " + instructor + " at " + seq);
    }

    @Override
    public List<FirstJoin> joins(SessionKey session) {
        return List.copyOf(joins.values());
    }

    @Override
    public boolean addJoin(SessionKey session, Joiner joiner, Instant now) {
        return joins.putIfAbsent(joiner, StoreSamples.firstJoin(joiner.user(), joiner.role(), now)) == null;
    }

    @Override
    public boolean removeJoin(SessionKey session, Joiner joiner) {
        return joins.remove(joiner) != null;
    }

    @Override
    public FirstJoin join(SessionKey session, Joiner joiner) {
        return Objects.requireNonNull(joins.get(joiner));
    }

    @Override
    public @Nullable StoredSession create(SessionInfo session) {
        if (sessions.containsKey(session.id())) {
            return null;
        }
        StoredSession created = new StoredSession(sessions.size() + 1, session, 0);
        sessions.put(session.id(), created);
        heads.put(created.key(), new LogHead(0, 0, null));
        changes.add("session " + created.number());
        return created;
    }

    @Override
    public StoredSession session(SessionId id) {
        return Objects.requireNonNull(sessions.get(id));
    }

    @Override
    public StoredSession session(SessionKey session) {
        return session(session.id());
    }

    @Override
    public StoredSession changeRoster(StoredSession session, SessionInfo changed) {
        StoredSession after = new StoredSession(session.number(), changed, session.rosterVersion() + 1);
        sessions.put(changed.id(), after);
        changes.add("people " + changed.studentIds());
        return after;
    }

    @Override
    public void end(SessionKey session, Instant now) {
        sessions.computeIfPresent(
                session.id(), (id, stored) -> stored.ended(stored.info().endedAt(now)));
        changes.add("end");
    }

    @Override
    public boolean putJoinCode(SessionKey session, JoinCode code) {
        if (joinCodes.containsValue(code) && !code.equals(joinCodes.get(session))) {
            return false;
        }
        joinCodes.put(session, code);
        changes.add("code " + code.written());
        return true;
    }

    @Override
    public boolean removeJoinCode(SessionKey session) {
        boolean removed = joinCodes.remove(session) != null;
        if (removed) {
            changes.add("no code");
        }
        return removed;
    }

    /** Empty ones, to be tidied: for what becomes of people, {@code PeopleContractTest} asks a real database. */
    @Override
    @SuppressWarnings("unchecked")
    public PeopleTables<Contradiction> people() {
        return (PeopleTables<Contradiction>) Proxy.newProxyInstance(
                PeopleTables.class.getClassLoader(),
                new Class<?>[] {PeopleTables.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("tidy")) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    @Override
    public void probe(Instant now) {
        changes.add("probe");
    }

    @Override
    public Contradiction damaged(String what) {
        return new Contradiction(what);
    }

    @Override
    public boolean isDamagedRow(Exception failure) {
        return failure instanceof Contradiction;
    }
}
