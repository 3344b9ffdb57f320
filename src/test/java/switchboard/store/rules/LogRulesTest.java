package switchboard.store.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.store.StoreSamples.ANN;
import static switchboard.store.StoreSamples.TEACHER;
import static switchboard.store.StoreSamples.message;
import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.session;
import static switchboard.store.StoreSamples.withRef;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageType;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.store.AppendOutcome;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.RosterChange;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.store.people.PeopleChange;
import switchboard.testing.EachOf;

/** The rules by themselves; what a database makes of them is told by {@code DatabaseContractTest}. */
class LogRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final JoinCode CODE = new JoinCode("ABCDEF");

    private final MemoryTables tables = new MemoryTables();
    private final LogRules<MemoryTables.Contradiction> rules = new LogRules<>(tables);
    private StoredSession session;

    @BeforeEach
    void create() throws Exception {
        session = ((Written.Created) write(new Write.Create(session())).get(0)).session();
        tables.changes.clear();
    }

    private List<Written> write(Write... group) throws Exception {
        return rules.write(List.of(group), Set.of(), LogRules.mustCommit(List.of(group)), NOW);
    }

    private AppendOutcome append(NewMessage message) throws Exception {
        return ((Written.AppendDone)
                        write(new Write.Append(session.key(), message)).get(0))
                .outcome();
    }

    /** A kind of write that is forgotten would be answered as another one. */
    @Test
    void eachWriteIsAnsweredByItsKind() throws Exception {
        Map<Write, Class<?>> each = new LinkedHashMap<>(Map.of(
                new Write.Append(session.key(), question("{}")),
                Written.AppendDone.class,
                new Write.Create(session()),
                Written.Created.class,
                new Write.End(session.key()),
                Written.Ended.class,
                new Write.ChangeRoster(session.key(), new RosterChange.Remove(new UserId("nobody"))),
                Written.RosterRefused.class,
                new Write.SetJoinCode(session.key(), List.of()),
                Written.JoinCodeSet.class,
                new Write.NoteJoins(session.key(), List.of(), List.of()),
                Written.JoinsNoted.class,
                new Write.Head(session.key(), true),
                Written.Head.class,
                new Write.LookUp(session.key(), question("{}").id(), 0),
                Written.LookedUp.class,
                Write.Probe.INSTANCE,
                Written.Probed.class));
        each.put(
                new Write.ChangePeople(new PeopleChange.Tidy(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH)),
                Written.PeopleChanged.class);
        assertThat(each.keySet().stream().map(Write::getClass).collect(Collectors.toSet()))
                .isEqualTo(EachOf.kinds(Write.class).collect(Collectors.toSet()));

        for (Map.Entry<Write, Class<?>> one : each.entrySet()) {
            assertThat(write(one.getKey())).singleElement().isInstanceOf(one.getValue());
        }
    }

    @Test
    void whatIsAboutASessionThatIsNotThereChangesNothing() throws Exception {
        SessionKey none = new SessionKey(99, session().id());
        Stream<Write> about = Stream.of(
                new Write.End(none),
                new Write.ChangeRoster(none, new RosterChange.Remove(new UserId("ann"))),
                new Write.SetJoinCode(none, List.of(CODE)),
                new Write.NoteJoins(none, List.of(), List.of()),
                new Write.Head(none, true));

        assertThat(write(about.toArray(Write[]::new))).containsOnly(Written.NoSuchSession.INSTANCE);
        assertThat(tables.changes).containsExactly("probe");
    }

    @Test
    void onlyAGroupThatIsToChangeSomethingMustBeCommitted() {
        Write read = new Write.Head(session.key(), false);
        Write look = new Write.LookUp(session.key(), question("{}").id(), 0);

        assertThat(LogRules.mustCommit(List.of(read, look))).isFalse();
        assertThat(LogRules.mustCommit(List.of(read, new Write.End(session.key()))))
                .isTrue();
    }

    @Test
    void groupThatOnlyReadsWritesNoProbe() throws Exception {
        write(new Write.Head(session.key(), true));

        assertThat(tables.changes).isEmpty();
    }

    @Test
    void groupThatFindsAllOfItThereWritesAProbe() throws Exception {
        append(withRef("r1", question("{}")));
        write(new Write.End(session.key()));
        Joiner ann = new Joiner(ANN, Role.STUDENT);
        write(new Write.NoteJoins(session.key(), List.of(ann), List.of()));
        List<Write> again = List.of(
                new Write.Append(session.key(), withRef("r1", question("{}"))),
                new Write.Append(session.key(), question("{}")),
                new Write.End(session.key()),
                new Write.Create(session.info()),
                new Write.SetJoinCode(session.key(), List.of()),
                new Write.SetJoinCode(session.key(), List.of(CODE)),
                new Write.NoteJoins(session.key(), List.of(ann), List.of(new Joiner(TEACHER, Role.INSTRUCTOR))));

        for (Write one : again) {
            tables.changes.clear();
            write(one);
            assertThat(tables.changes).as("%s", one).containsExactly("probe");
        }
    }

    @Test
    void probeOfAGroupIsWrittenOnce() throws Exception {
        write(Write.Probe.INSTANCE);

        assertThat(tables.changes).containsExactly("probe");
    }

    @Test
    void logThatHoldsNoMoreStillKnowsItsRefs() throws Exception {
        append(withRef("r1", question("{}")));
        tables.heads.put(session.key(), new LogHead(LogRules.MAX_SEQ, 0, null));
        NewMessage fresh = question("{}");

        assertThat(append(withRef("r1", question("{}")))).isInstanceOf(AppendOutcome.Duplicate.class);
        assertThat(append(fresh)).isEqualTo(new AppendOutcome.Rejected(fresh.id(), Refusal.SESSION_FULL));
    }

    @Test
    void instructorsFirstWriteIsNotedWithTheMessage() throws Exception {
        NewMessage broadcast = message(MessageType.INSTRUCTOR_BROADCAST, TEACHER, null, "{}");
        NewMessage second = message(MessageType.INSTRUCTOR_BROADCAST, TEACHER, null, "{}");
        append(question("{}"));
        append(broadcast);
        append(second);

        assertThat(tables.changes)
                .containsExactly("message 1", "message 2", "first write of teacher at 2", "message 3");
    }

    @Test
    void endVoidsTheJoinCodeInItsOwnTransaction() throws Exception {
        write(new Write.SetJoinCode(session.key(), List.of(CODE)), new Write.End(session.key()));

        assertThat(tables.changes).containsExactly("code ABC-DEF", "end", "no code");
    }

    /** What was read of a commit that failed may not be on disk: only a write carries it there. */
    @Test
    void codeThatTheSessionHasAlreadyIsWrittenOnceMore() throws Exception {
        write(new Write.SetJoinCode(session.key(), List.of(CODE)));
        tables.changes.clear();
        write(new Write.SetJoinCode(session.key(), List.of(CODE)));

        assertThat(tables.changes).containsExactly("code ABC-DEF");
    }

    @Test
    void rowThatIsRefusedTakesNoPlace() throws Exception {
        tables.rule = "no more";
        assertThat(write(new Write.Append(session.key(), question("{}"))))
                .containsExactly(new Written.RefusedRow("no more"));
        tables.rule = null;

        assertThat(((AppendOutcome.Appended) append(question("{}"))).message().seq())
                .isEqualTo(1);
    }

    @Test
    void damagedRowIsItsOwnWritesMatter() throws Exception {
        tables.damaged = true;

        assertThat(write(
                        new Write.Append(session.key(), withRef("r1", question("{}"))),
                        new Write.Append(session.key(), question("{}"))))
                .extracting(Object::getClass)
                .containsExactly(Written.Unreadable.class, Written.AppendDone.class);
    }

    @Test
    void whatIsAboutAnUnreadableSessionIsLeftOut() throws Exception {
        List<Write> group = List.of(new Write.Append(session.key(), question("{}")), Write.Probe.INSTANCE);

        assertThat(rules.write(group, Set.of(session.key()), true, NOW))
                .containsExactly(Written.Unreadable.INSTANCE, Written.Probed.INSTANCE);
        assertThat(tables.changes).containsExactly("probe");
    }

    @Test
    void whatIsLookedForIsFoundAboveItsPositionOnly() throws Exception {
        NewMessage message = question("{}");
        append(message);

        assertThat(write(new Write.LookUp(session.key(), message.id(), 1)))
                .containsExactly(new Written.LookedUp(Optional.empty()));
        assertThat(((Written.LookedUp) write(new Write.LookUp(session.key(), message.id(), 0))
                                .get(0))
                        .found())
                .isPresent();
    }
}
