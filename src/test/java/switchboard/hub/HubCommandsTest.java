package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.NOON;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.net.AddressBlock;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.SessionName;
import switchboard.session.ActorsExtension;
import switchboard.session.Faults;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SealedCommands;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Subscriber;
import switchboard.session.api.TailBudget;
import switchboard.store.RosterChange;
import switchboard.store.SessionPage;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** No command is forgotten: the hub handles each in each of its states, and answers each request. */
class HubCommandsTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    /** The session whose head is not known, so that its actor does not register. */
    private static final long DOES_NOT_REGISTER = 7;

    private enum State {
        LOADING,
        REGISTERING,
        SERVING
    }

    /** One for each start of the hub. */
    private final LinkedBlockingQueue<CompletableFuture<List<Long>>> starts = new LinkedBlockingQueue<>();

    private final TestProbe<SessionProtocol.Command> actor = ACTORS.probe(SessionProtocol.Command.class);

    HubCommandsTest() {
        super(ACTORS);
    }

    @Test
    void eachCommandHasASample() {
        Set<Class<?>> sampled =
                Stream.concat(others(), requests()).map(Object::getClass).collect(Collectors.toSet());
        assertThat(sampled).isEqualTo(SealedCommands.of(HubProtocol.Command.class, HubProtocol.Internal.class));
    }

    @ParameterizedTest
    @CsvSource({
        "LOADING, true",
        "LOADING, false",
        "REGISTERING, true",
        "REGISTERING, false",
        "SERVING, true",
        "SERVING, false"
    })
    void eachRequestIsAnswered(State state, boolean active) throws InterruptedException {
        for (HubProtocol.Request request : requests().toList()) {
            stored.put(
                    algebra.info().id(),
                    active ? algebra : algebra.ended(algebra.info().endedAt(NOON)));
            ActorRef<HubProtocol.Command> hub = handledIn(state, request);
            // Or a long poll would be open for as long as it may.
            hub.tell(HubProtocol.StopAdmitting.INSTANCE);
            Object reply = replies.receiveMessage();
            assertThat(reply instanceof HubProtocol.NotDone notDone
                            && notDone.refused().refusal() == Refusal.INTERNAL_ERROR)
                    .as("%s to %s", reply, request)
                    .isFalse();
            assertThat(starts).as("it has not failed").isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"LOADING", "REGISTERING", "SERVING"})
    void nothingElseMakesItFail(State state) throws InterruptedException {
        for (HubProtocol.Command command : others().toList()) {
            handledIn(state, command);
            assertThat(starts).as("it has not failed by %s", command).isEmpty();
        }
    }

    /** A hub that got this command in this state, and serves by now. */
    private ActorRef<HubProtocol.Command> handledIn(State state, HubProtocol.Command command)
            throws InterruptedException {
        ActorRef<HubProtocol.Command> hub = spawn(Lesson.HUB, this::start, writer(), history());
        CompletableFuture<List<Long>> first = started();
        if (state == State.LOADING) {
            hub.tell(command);
            first.complete(List.of());
        } else {
            first.complete(List.of());
            if (state == State.REGISTERING) {
                StoredSession other = stored(DOES_NOT_REGISTER);
                hub.tell(
                        new HubProtocol.Find(other.info().id(), replies.getRef().narrow()));
                replies.receiveMessage();
                hub.tell(new HubProtocol.Join(other.info().id(), subscriber()));
                settle(hub);
                settle(hub);
                hub.tell(Faults.ofTheHub());
                started().complete(List.of());
            }
            hub.tell(command);
        }
        TestProbe<HubProtocol.Counts> counts = ACTORS.probe(HubProtocol.Counts.class);
        hub.tell(new HubProtocol.GetCounts(counts.getRef()));
        counts.awaitAssert(() -> {
            ACTORS.pass(Duration.ofSeconds(2)); // It waits for registrations no longer.
            return counts.receiveMessage(Duration.ofMillis(100));
        });
        return hub;
    }

    private CompletionStage<List<Long>> start() {
        CompletableFuture<List<Long>> active = new CompletableFuture<>();
        starts.add(active);
        return active;
    }

    private CompletableFuture<List<Long>> started() throws InterruptedException {
        CompletableFuture<List<Long>> start = starts.poll(20, TimeUnit.SECONDS);
        assertThat(start).as("the hub asks what is active").isNotNull();
        return start;
    }

    private static Behavior<Writer.Command> writer() {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Writer.CreateSession create) {
                create.replyTo().tell(new Writer.NotStored(StorageFailure.NOT_STORED));
            } else if (command instanceof Writer.EndSession end) {
                end.replyTo().tell(new Writer.NotStored(StorageFailure.NOT_STORED));
            } else if (command instanceof Writer.ChangeRoster change) {
                change.replyTo().tell(new Writer.NotStored(StorageFailure.NOT_STORED));
            } else if (command instanceof Writer.SetJoinCode set) {
                set.replyTo().tell(new Writer.NotStored(StorageFailure.NOT_STORED));
            } else if (command instanceof Writer.ReadHead read && read.session().number() != DOES_NOT_REGISTER) {
                read.replyTo().tell(StoreSamples.headRead(0, 0, null));
            }
            return Behaviors.same();
        });
    }

    private static Behavior<History.Command> history() {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof History.ListSessions list) {
                list.replyTo().tell(new History.Listed(new SessionPage(List.of(), false)));
            } else if (command instanceof History.FindJoins find) {
                find.replyTo().tell(new History.JoinsFound(List.of()));
            }
            return Behaviors.same();
        });
    }

    // ---- samples

    private Stream<HubProtocol.Request> requests() {
        SessionId session = algebra.info().id();
        return Stream.of(
                new HubProtocol.Create(
                        new SessionName("geometry"),
                        TEACHER,
                        List.of(ANN),
                        Map.of(),
                        Lesson.CLIENT,
                        replies.getRef().narrow()),
                new HubProtocol.End(session, Lesson.CLIENT, replies.getRef().narrow()),
                new HubProtocol.ChangeRoster(
                        session,
                        new RosterChange.Remove(ANN),
                        Lesson.CLIENT,
                        replies.getRef().narrow()),
                new HubProtocol.SetJoinCode(
                        session, true, AddressBlock.UNKNOWN, replies.getRef().narrow()),
                new HubProtocol.Find(session, replies.getRef().narrow()),
                new HubProtocol.ListSessions(
                        SessionFilter.ACTIVE, 10, null, replies.getRef().narrow()),
                new HubProtocol.Admit(
                        session,
                        ANN,
                        Role.STUDENT,
                        ProtocolVersion.V1,
                        AddressBlock.UNKNOWN,
                        replies.getRef().narrow()),
                new HubProtocol.MayRead(
                        session, ANN, Role.STUDENT, replies.getRef().narrow()),
                new HubProtocol.Post(
                        session,
                        ANN,
                        Role.STUDENT,
                        FrameReader.binary(),
                        replies.getRef().narrow()),
                new HubProtocol.LongPoll(
                        session,
                        ANN,
                        Role.STUDENT,
                        AddressBlock.UNKNOWN,
                        0,
                        Duration.ofSeconds(10),
                        LongPollId.next(),
                        replies.getRef().narrow()),
                new HubProtocol.GetParticipants(session, null, replies.getRef().narrow()));
    }

    private Stream<HubProtocol.Command> others() {
        SessionId session = algebra.info().id();
        Subscriber ann = subscriber();
        View view = new View(ANN, Role.STUDENT, ProtocolVersion.V1, 0);
        return List.<HubProtocol.Command>of(
                new HubProtocol.StopLongPoll(session, LongPollId.next()),
                new HubProtocol.Join(session, ann),
                new HubProtocol.Rejoin(session, ann, view, actor.getRef()),
                new HubProtocol.Release(session, ann.id()),
                new HubProtocol.JoinRequested(session, new SessionEvent.JoinRequested("5f2b", ANN, 47)),
                new HubProtocol.GetCounts(ACTORS.probe(HubProtocol.Counts.class).getRef()),
                HubProtocol.StopAdmitting.INSTANCE,
                new HubProtocol.SessionIdle(session, actor.getRef(), 0),
                new HubProtocol.Registered(algebra, actor.getRef(), new TailBudget(1 << 20).share(), 0, List.of(ann)),
                new HubProtocol.InstructorsFull(session, actor.getRef(), Set.of(TEACHER)),
                new HubProtocol.RosterSeen(algebra),
                new HubProtocol.EndSeen(algebra.ended(algebra.info().endedAt(NOON))))
                .stream();
    }

    private Subscriber subscriber() {
        return new Client(actor.getRef().unsafeUpcast().narrow(), new ConnectionId(1), ANN, Role.STUDENT).subscriber;
    }
}
