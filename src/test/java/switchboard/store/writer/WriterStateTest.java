package switchboard.store.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import switchboard.store.RosterChange;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.StoreSamples;
import switchboard.store.Trouble;
import switchboard.store.people.PeopleChange;
import switchboard.testing.EachOf;

/** A message that no state handles would wait for ever, and so would whoever sent it. */
class WriterStateTest {
    private static final SessionKey SESSION =
            new SessionKey(1, StoreSamples.session().id());
    private static final StoreException FAILURE = new StoreException(Trouble.DISK_FAILS, "The disk fails.");

    private final DatabaseWork work = new DatabaseWork(null, null);
    private final DatabaseWork former = new DatabaseWork(null, null);
    private final TestInbox<Object> replies = TestInbox.create();
    private final List<Writer.Command> handled = new ArrayList<>();
    private final BehaviorTestKit<Writer.Command> writer =
            BehaviorTestKit.create(WriterState.behavior(recording(), 7, work));

    private WriterState recording() {
        return (WriterState) Proxy.newProxyInstance(
                WriterState.class.getClassLoader(), new Class<?>[] {WriterState.class}, (proxy, method, arguments) -> {
                    handled.add(
                            arguments == null
                                    ? switch (method.getName()) {
                                        case "onTick" -> Writer.Tick.INSTANCE;
                                        case "onRetryDue" -> Writer.RetryDue.INSTANCE;
                                        case "onProbeDue" -> OpenCircuit.ProbeDue.INSTANCE;
                                        default -> throw new AssertionError(method);
                                    }
                                    : (Writer.Command) arguments[0]);
                    return Behaviors.same();
                });
    }

    private Stream<Writer.Command> oneOfEach(DatabaseWork by) {
        return Stream.of(
                new Writer.Append(SESSION, StoreSamples.question("{}"), 7, replies.getRef()),
                new Writer.ReadHead(SESSION, false, replies.getRef()),
                new Writer.NoteJoins(SESSION, List.of(), List.of(), replies.getRef()),
                new Writer.CreateSession(StoreSamples.session(), replies.getRef()),
                new Writer.ChangeRoster(SESSION, new RosterChange.Remove(StoreSamples.ANN), replies.getRef()),
                new Writer.EndSession(SESSION, replies.getRef()),
                new Writer.SetJoinCode(SESSION, List.of(), replies.getRef()),
                new Writer.ChangePeople(new PeopleChange.Forget(1), replies.getRef()),
                new Writer.GetStatus(replies.getRef().narrow()),
                new Writer.Drain(replies.getRef().narrow()),
                Writer.RetryDue.INSTANCE,
                Writer.Tick.INSTANCE,
                OpenCircuit.ProbeDue.INSTANCE,
                new DatabaseWork.GroupWritten(by, List.of()),
                new DatabaseWork.GroupFailed(by, FAILURE),
                new DatabaseWork.LookedUp(by, null),
                new DatabaseWork.HeadsRead(by, List.of(), List.of()),
                new DatabaseWork.HeadsNotRead(by, FAILURE),
                new DatabaseWork.Checked(by, true),
                new DatabaseWork.CheckFailed(by, FAILURE),
                new DatabaseWork.Crashed(by, new IllegalStateException("a fault of the test")));
    }

    @Test
    void eachMessageIsHandledByItsMethod() {
        Map<Class<?>, Writer.Command> each =
                oneOfEach(work).collect(Collectors.toMap(Writer.Command::getClass, command -> command));
        assertThat(each.keySet()).isEqualTo(EachOf.kinds(Writer.Command.class).collect(Collectors.toSet()));

        each.forEach((type, command) -> {
            handled.clear();
            if (command instanceof DatabaseWork.Crashed) {
                assertThatThrownBy(() -> writer.run(command)).hasRootCauseMessage("a fault of the test");
            } else {
                writer.run(command);
                assertThat(handled).containsExactly(command);
            }
        });
    }

    /** Their successor must not take them for its own. */
    @Test
    void answersToAFormerIncarnationAreLeftOut() {
        oneOfEach(former).filter(DatabaseWork.Reply.class::isInstance).forEach(writer::run);

        assertThat(handled).isEmpty();
    }

    /** What was sent before it comes again first. */
    @Test
    void messagesThatOvertakeThoseOfAFormerIncarnationAreLeftOut() {
        writer.run(new Writer.Append(SESSION, StoreSamples.question("{}"), 6, replies.getRef()));

        assertThat(handled).isEmpty();
    }
}
