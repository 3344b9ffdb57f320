package switchboard.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.TEACHER;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Role;
import switchboard.session.ActorsExtension;
import switchboard.session.Faults;
import switchboard.session.Lesson;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.store.StoreSamples;
import switchboard.store.writer.Writer;

/** The hub starts, fails, and starts anew. */
class HubRestartTest extends HubFixture {
    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    HubRestartTest() {
        super(ACTORS);
    }

    private static final IllegalStateException ON_PURPOSE = new IllegalStateException("on purpose");

    @Test
    void keepsWhatComesBeforeItHasLoadedUpToALimit_I5() {
        CompletableFuture<List<Long>> active = new CompletableFuture<>();
        ActorRef<HubProtocol.Command> hub = spawn(settings(10, 2, 10), () -> active);
        for (int i = 0; i < 3; i++) {
            hub.tell(new HubProtocol.Find(algebra.info().id(), replies.getRef().narrow()));
        }
        assertRefused(Refusal.UNAVAILABLE);
        active.complete(List.of(algebra.number()));
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Found.class);
        assertThat(replies.receiveMessage()).isInstanceOf(HubProtocol.Found.class);
    }

    @Test
    void whatWaitsForAHubThatFailsWhileItLoadsIsAnswered_I8() {
        CompletableFuture<List<Long>> active = new CompletableFuture<>();
        ActorRef<HubProtocol.Command> hub = spawn(Lesson.HUB, () -> active);
        hub.tell(new HubProtocol.Find(algebra.info().id(), replies.getRef().narrow()));
        active.completeExceptionally(ON_PURPOSE);
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void aHubThatStartsAnewFindsItsSessionsRunning_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        Client ann = joined(hub, ANN, Role.STUDENT);
        Client teacher = client(hub, TEACHER, Role.INSTRUCTOR).join().joined();
        hub.tell(Faults.ofTheHub());
        assertThat(counts(hub)).isEqualTo(new HubProtocol.Counts(1, 1, 1, 1));
        Client bob = client(hub, BOB, Role.STUDENT).join().joined();
        assertThat(bob.session).isEqualTo(ann.session);
        assertThat(bob.subscriber.id().replaces(teacher.subscriber.id())).isTrue();
        writer.expectNoMessage(Duration.ZERO);
        hub.tell(new HubProtocol.Release(algebra.info().id(), ann.subscriber.id()));
        assertThat(counts(hub).students()).isEqualTo(1);
    }

    @Test
    void aServerThatShutsDownGoesOnDoingSoAfterTheHubFailed_I10() {
        ActorRef<HubProtocol.Command> hub = hub();
        hub.tell(HubProtocol.StopAdmitting.INSTANCE);
        settle(hub); // What waits for a hub that is still loading is lost with it.
        hub.tell(Faults.ofTheHub());
        admit(hub, algebra.info().id(), ANN, Role.STUDENT);
        assertRefused(Refusal.UNAVAILABLE);
    }

    @Test
    void aSessionThatRegistersTooLateGivesWayToItsSuccessor_I8() {
        ActorRef<HubProtocol.Command> hub = hub();
        // Its head is not known yet, so that it does not answer the new hub.
        Client ann = client(hub, ANN, Role.STUDENT).join();
        Writer.ReadHead asked = writer.expectMessageClass(Writer.ReadHead.class);
        hub.tell(Faults.ofTheHub());
        TestProbe<HubProtocol.Counts> counts = ACTORS.probe(HubProtocol.Counts.class);
        hub.tell(new HubProtocol.GetCounts(counts.getRef()));
        counts.awaitAssert(() -> {
            ACTORS.pass(Duration.ofSeconds(2)); // No more than that it waits for registrations, once it has loaded.
            return counts.receiveMessage(Duration.ofMillis(100));
        });
        Client bob = client(hub, BOB, Role.STUDENT).join();
        headIs(0);
        bob.joined();
        asked.replyTo().tell(StoreSamples.headRead(0, 0, null));
        ActorRef<SessionProtocol.Command> late = ann.joined().session;
        writer.expectTerminated(late);
        assertThat(late).isNotEqualTo(bob.session);
        ann.rejoin(late);
        assertThat(ann.rejoined()).isEqualTo(bob.session);
    }
}
