package switchboard.people;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.testing.Records.set;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.session.ActorsExtension;
import switchboard.store.people.Device;
import switchboard.testing.Records;

/** Devices that wait for a name, in a time that moves by hand. */
class ClaimDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final UserId ANN = new UserId("ann");
    private static final SessionId ALGEBRA = SessionId.next();
    private static final PeopleSettings SETTINGS = Records.with(
            Records.defaults(PeopleSettings::from),
            set("maxRequests", 3),
            set("requestLifetime", Duration.ofMinutes(10)));

    @RegisterExtension
    static final ActorsExtension ACTORS = new ActorsExtension();

    /** Answers the desk, which asks it to give somebody a name. */
    private final CompletableFuture<Answer<Credentials>> reclaimed = new CompletableFuture<>();

    private final ActorRef<ClaimDesk.Command> desk = ACTORS.kit()
            .spawn(ClaimDesk.create(
                    (session, user) -> reclaimed, SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC), ACTORS.ticker()));
    private final TestProbe<ClaimDesk.Asked> asked = ACTORS.probe(ClaimDesk.Asked.class);
    private final TestProbe<ClaimDesk.Decided> decided = ACTORS.probe(ClaimDesk.Decided.class);

    private static Credentials credentials() {
        Device device = new Device(
                7,
                Device.Kind.CLAIM,
                ANN,
                Optional.empty(),
                Optional.of(ALGEBRA),
                Optional.empty(),
                NOW,
                NOW,
                Optional.empty());
        return new Credentials(Secret.draw(), new People.Token(device, "token", NOW.plusSeconds(3_600)));
    }

    private ClaimDesk.Request ask() {
        desk.tell(new ClaimDesk.Ask(ALGEBRA, ANN, asked.getRef()));
        return asked.receiveMessage().request();
    }

    private TestProbe<ClaimDesk.Decision> await(ClaimDesk.Request request, Duration atMost) {
        TestProbe<ClaimDesk.Decision> device = ACTORS.probe(ClaimDesk.Decision.class);
        desk.tell(new ClaimDesk.Await(request.id(), atMost, device.getRef()));
        return device;
    }

    private void decide(ClaimDesk.Request request, boolean approve) {
        desk.tell(new ClaimDesk.Decide(ALGEBRA, request.id(), approve, decided.getRef()));
    }

    private List<ClaimDesk.Request> waiting(SessionId session) {
        TestProbe<ClaimDesk.Waiting> teacher = ACTORS.probe(ClaimDesk.Waiting.class);
        desk.tell(new ClaimDesk.GetWaiting(session, teacher.getRef()));
        return teacher.receiveMessage().requests();
    }

    @Test
    void whoIsLetInHearsItAtOnceAndAsOftenAsTheyAsk() {
        ClaimDesk.Request request = ask();
        TestProbe<ClaimDesk.Decision> device = await(request, Duration.ofSeconds(60));
        assertThat(waiting(ALGEBRA)).containsExactly(request);
        assertThat(waiting(SessionId.next())).isEmpty();

        decide(request, true);
        Credentials credentials = credentials();
        reclaimed.complete(new Answer.Done<>(credentials));

        device.expectMessage(new ClaimDesk.Approved(credentials));
        assertThat(decided.receiveMessage().refused()).isEmpty();
        await(request, Duration.ZERO).expectMessage(new ClaimDesk.Approved(credentials));
        assertThat(waiting(ALGEBRA)).isEmpty();
        decide(request, true);
        assertThat(decided.receiveMessage().refused()).as("once more").isEmpty();
        decide(request, false);
        assertThat(decided.receiveMessage().refused().orElseThrow().refusal()).isEqualTo(Refusal.REQUEST_NOT_FOUND);
    }

    @Test
    void whoIsTurnedDownHearsIt() {
        ClaimDesk.Request request = ask();
        TestProbe<ClaimDesk.Decision> device = await(request, Duration.ofSeconds(60));
        decide(request, false);
        device.expectMessage(ClaimDesk.TurnedDown.INSTANCE);
        assertThat(decided.receiveMessage().refused()).isEmpty();
    }

    @Test
    void aNameThatCannotBeGivenGoesOnWaiting() {
        ClaimDesk.Request request = ask();
        decide(request, true);
        decide(request, true);
        assertThat(decided.receiveMessage().refused().orElseThrow().refusal())
                .as("two teachers at once")
                .isEqualTo(Refusal.UNAVAILABLE);
        reclaimed.complete(new Answer.NotDone<>(Refusal.STORAGE_FAILED.refused()));
        assertThat(decided.receiveMessage().refused().orElseThrow().refusal()).isEqualTo(Refusal.STORAGE_FAILED);
        assertThat(waiting(ALGEBRA)).containsExactly(request);
    }

    @Test
    void aWaitEndsWithItsTimeAndByANewerOne() {
        ClaimDesk.Request request = ask();
        await(request, Duration.ZERO).expectMessage(new ClaimDesk.Pending(request));
        TestProbe<ClaimDesk.Decision> older = await(request, Duration.ofSeconds(60));
        TestProbe<ClaimDesk.Decision> newer = await(request, Duration.ofSeconds(5));
        older.expectMessage(new ClaimDesk.Pending(request));
        ACTORS.pass(Duration.ofSeconds(4));
        newer.expectNoMessage(Duration.ZERO);
        ACTORS.pass(Duration.ofSeconds(2));
        newer.expectMessage(new ClaimDesk.Pending(request));
    }

    @Test
    void aRequestIsForgottenInTime() {
        ClaimDesk.Request request = ask();
        TestProbe<ClaimDesk.Decision> device = await(request, Duration.ofMinutes(20));
        ACTORS.pass(Duration.ofMinutes(10).plusSeconds(1));
        device.expectMessage(ClaimDesk.Unknown.INSTANCE);
        await(request, Duration.ZERO).expectMessage(ClaimDesk.Unknown.INSTANCE);
        decide(request, true);
        assertThat(decided.receiveMessage().refused().orElseThrow().refusal()).isEqualTo(Refusal.REQUEST_NOT_FOUND);
    }

    @Test
    void oneMoreThanMayWaitTakesThePlaceOfTheOldest() {
        ClaimDesk.Request first = ask();
        TestProbe<ClaimDesk.Decision> device = await(first, Duration.ofSeconds(60));
        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            numbers.add(ask().number());
        }
        device.expectMessage(ClaimDesk.Unknown.INSTANCE);
        List<ClaimDesk.Request> left = waiting(ALGEBRA);
        assertThat(left).hasSize(3).doesNotContain(first);
        assertThat(numbers).hasSize(3).allMatch(number -> number >= 10 && number <= 99);
        assertThat(left.stream().map(ClaimDesk.Request::number)).doesNotHaveDuplicates();
    }
}
