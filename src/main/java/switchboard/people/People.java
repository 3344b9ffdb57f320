package switchboard.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.identity.tokens.Identity;
import switchboard.identity.tokens.OwnTokens;
import switchboard.identity.tokens.Revocations;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.PeopleReads;
import switchboard.store.StoredSession;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.PeopleChange;
import switchboard.store.people.PeopleOutcome;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Lets people in and out: asks the writer to change what is stored of them, and hands out tokens for it. A device that
 * is void by a change has no good token and no open connection by the time that whoever asked for it is answered.
 * Thread-safe, and never blocks.
 */
public final class People {
    private static final Logger LOG = LoggerFactory.getLogger(People.class);

    /** The use of a device is written no more often. */
    private static final Duration NOTED_EVERY = Duration.ofDays(1);

    private final PeopleStore store;
    private final OwnTokens tokens;
    private final Revocations revocations;
    private final PeopleSettings settings;
    private final Clock clock;
    private final Runnable firstTeacher;

    /**
     * Lets people in by these.
     *
     * @param revocations is told what is void
     * @param firstTeacher is run once there is one; must not block
     */
    public People(
            PeopleStore store,
            OwnTokens tokens,
            Revocations revocations,
            PeopleSettings settings,
            Clock clock,
            Runnable firstTeacher) {
        this.store = store;
        this.tokens = tokens;
        this.revocations = revocations;
        this.settings = settings;
        this.clock = clock;
        this.firstTeacher = firstTeacher;
    }

    // ---- at the start

    /**
     * Learns what is void and whose tokens may not have expired, and has deleted what is good for nothing any more.
     *
     * @return how many devices are known to be void; a refusal where the store does not answer
     */
    public CompletionStage<Answer<Integer>> load() {
        Instant now = clock.instant();
        PeopleChange tidy =
                new PeopleChange.Tidy(now.minus(PeopleSettings.LONGEST_TOKEN.multipliedBy(2)), unusedSince(now), now);
        return store.change(tidy, tidied -> Optional.of(tidied))
                .thenCompose(tidied -> store.read(people -> {
                    List<Long> numbers = people.voidSince(revocations.since()).stream()
                            .map(Device::number)
                            .toList();
                    revocations.revoke(numbers);
                    return numbers.size();
                }));
    }

    // ---- teachers

    /** Makes the link of the first teacher anew; empty where there is a teacher. */
    public CompletionStage<Answer<Optional<Secret>>> offerSetup() {
        Secret secret = Secret.draw();
        PeopleChange offer = new PeopleChange.OfferSetup(secret.hash(), inviteExpiry());
        return store.change(
                offer,
                outcome -> outcome instanceof PeopleOutcome.Invited
                        ? Optional.of(Optional.of(secret))
                        : outcome == PeopleOutcome.NotDone.TEACHERS_THERE
                                ? Optional.of(Optional.empty())
                                : Optional.empty());
    }

    /** A link, and when it expires. */
    public record Link(Secret secret, Instant expiresAt) {}

    /**
     * Makes a link for one more teacher.
     *
     * @param by who makes it; empty at the server
     * @param forTeacher whose device it lets in; empty where it makes one more teacher
     */
    public CompletionStage<Answer<Link>> invite(Optional<UserId> by, Optional<UserId> forTeacher) {
        Link link = new Link(Secret.draw(), inviteExpiry());
        PeopleChange make = new PeopleChange.MakeInvite(link.secret().hash(), by, forTeacher, link.expiresAt());
        return store.change(
                make, outcome -> outcome instanceof PeopleOutcome.Invited ? Optional.of(link) : Optional.empty());
    }

    /** The links that nobody has used; the newest first. */
    public CompletionStage<Answer<List<Invite>>> invites() {
        Instant now = clock.instant();
        return store.read(people -> people.invites().stream()
                .filter(invite -> now.isBefore(invite.expiresAt()))
                .toList());
    }

    /** Takes a link back. */
    public CompletionStage<Answer<Boolean>> takeBackInvite(long number) {
        return store.change(new PeopleChange.TakeBackInvite(number), People::changed);
    }

    /**
     * Uses a link up.
     *
     * @param setup whether it is the first teacher's
     */
    public CompletionStage<Answer<Credentials>> accept(
            Secret link, boolean setup, Optional<UserId> user, Optional<DisplayName> name) {
        Secret secret = Secret.draw();
        return letIn(new PeopleChange.Accept(link.hash(), setup, user, name, secret.hash()), secret)
                .thenApply(answer -> {
                    if (setup && answer instanceof Answer.Done) {
                        firstTeacher.run();
                    }
                    return answer;
                });
    }

    /** All teachers, by their id. */
    public CompletionStage<Answer<List<Teacher>>> teachers() {
        return store.read(PeopleReads::teachers);
    }

    /** Signs all devices of a teacher out. @param andTeacher whether they are no teacher any more either */
    public CompletionStage<Answer<Boolean>> lockOut(UserId teacher, boolean andTeacher) {
        return store.change(new PeopleChange.LockOut(teacher, andTeacher), People::changed);
    }

    // ---- students

    /** What became of a claim: the name is the device's, or another one's. */
    public sealed interface Claimed {}

    /** The name is the device's. */
    public record ClaimedNow(Credentials credentials) implements Claimed {}

    /** Another device has it. */
    public enum ClaimedBefore implements Claimed {
        INSTANCE
    }

    /** A device claims a name, by the code of the session. */
    public CompletionStage<Answer<Claimed>> claim(SessionId session, JoinCode code, UserId user) {
        Secret secret = Secret.draw();
        return store.change(
                        new PeopleChange.Claim(session, code, user, secret.hash()),
                        outcome -> outcome instanceof PeopleOutcome.LetIn || outcome == PeopleOutcome.NotDone.CLAIMED
                                ? Optional.of(outcome)
                                : Optional.empty())
                .thenApply(answer -> answer.either(
                        outcome -> outcome instanceof PeopleOutcome.LetIn letIn
                                ? credentials(letIn.device(), secret)
                                        .either(known -> new Answer.Done<>(new ClaimedNow(known)), Answer.NotDone::new)
                                : new Answer.Done<>(ClaimedBefore.INSTANCE),
                        Answer.NotDone::new));
    }

    /** Gives a name that another device has to a new one. */
    public CompletionStage<Answer<Credentials>> reclaim(SessionId session, UserId user) {
        Secret secret = Secret.draw();
        return letIn(new PeopleChange.Reclaim(session, user, secret.hash()), secret);
    }

    /** Makes a name free. */
    public CompletionStage<Answer<Boolean>> release(SessionId session, UserId user) {
        return store.change(new PeopleChange.Release(session, user), People::changed);
    }

    /** The devices and cards that stand for students of a session's list, by their user id. */
    public CompletionStage<Answer<Map<UserId, Device>>> claims(StoredSession session) {
        Instant unusedSince = unusedSince(clock.instant());
        return store.read(people -> {
            Set<UserId> listed = new HashSet<>(session.info().studentIds());
            Map<UserId, Device> claims = new HashMap<>();
            for (Device device : people.studentsOf(session)) {
                if (listed.contains(device.user()) && device.isGood(unusedSince)) {
                    // A device that is used says more than a card that is printed.
                    claims.merge(device.user(), device, (one, other) -> one.kind() == Device.Kind.CLAIM ? one : other);
                }
            }
            return claims;
        });
    }

    /** Makes a card for each student of a session; those before are void. */
    public CompletionStage<Answer<Map<UserId, Secret>>> makeCards(StoredSession session) {
        Map<UserId, Secret> cards = new LinkedHashMap<>();
        Map<UserId, SecretHash> hashes = new LinkedHashMap<>();
        for (UserId student : session.info().studentIds()) {
            Secret secret = Secret.draw();
            cards.put(student, secret);
            hashes.put(student, secret.hash());
        }
        return store.change(new PeopleChange.MakeCards(session.info().id(), hashes), People::changed)
                .thenApply(answer -> answer.either(made -> new Answer.Done<>(cards), Answer.NotDone::new));
    }

    // ---- devices

    /** A token of a device, and who it is. */
    public record Token(Device device, String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Token[" + device + ", not for logs]";
        }
    }

    /** Gives a device its next token. */
    public CompletionStage<Answer<Token>> token(Secret secret) {
        Instant now = clock.instant();
        return store.read(people -> people.device(secret.hash()))
                .thenApply(answer -> answer.either(
                        found -> found.filter(device -> device.isGood(unusedSince(now)))
                                .map(device -> {
                                    noteUse(device, now);
                                    return issue(device);
                                })
                                .orElseGet(() -> new Answer.NotDone<>(PeopleStore.UNKNOWN_SECRET)),
                        Answer.NotDone::new));
    }

    private void noteUse(Device device, Instant now) {
        if (device.usedAt().plus(NOTED_EVERY).isBefore(now)) {
            // Nobody waits for it: a device that is not noted as used today is tomorrow.
            store.change(new PeopleChange.Use(device.number()), Optional::of);
        }
    }

    /** Signs a device out. */
    public CompletionStage<Answer<Boolean>> forget(long device) {
        return store.change(new PeopleChange.Forget(device), People::changed);
    }

    // ---- the store

    private CompletionStage<Answer<Credentials>> letIn(PeopleChange change, Secret secret) {
        return store.change(
                        change,
                        outcome -> outcome instanceof PeopleOutcome.LetIn letIn ? Optional.of(letIn) : Optional.empty())
                .thenApply(answer -> answer.either(letIn -> credentials(letIn.device(), secret), Answer.NotDone::new));
    }

    private Answer<Credentials> credentials(Device device, Secret secret) {
        return issue(device).either(token -> new Answer.Done<>(new Credentials(secret, token)), Answer.NotDone::new);
    }

    private Answer<Token> issue(Device device) {
        try {
            OwnTokens.Bearer bearer = new OwnTokens.Bearer(
                    device.user(),
                    device.role(),
                    device.session(),
                    device.name(),
                    new Identity.Own(OptionalLong.of(device.number()), device.teacher()));
            OwnTokens.Issued issued = tokens.issue(bearer, clock.instant(), settings.tokenLifetime());
            return new Answer.Done<>(new Token(device, issued.token(), issued.expiresAt()));
        } catch (OwnTokens.NoKeys e) {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.TOKENS_NOT_SIGNED)
                    .log("{}", e.getMessage());
            return new Answer.NotDone<>(
                    Refusal.UNAVAILABLE.because("tokens cannot be made at the moment; try again later"));
        }
    }

    private static Optional<Boolean> changed(PeopleOutcome outcome) {
        return outcome instanceof PeopleOutcome.Changed ? Optional.of(true) : Optional.empty();
    }

    private Instant inviteExpiry() {
        return clock.instant().plus(settings.inviteLifetime());
    }

    private Instant unusedSince(Instant now) {
        return now.minus(settings.deviceLifetime());
    }
}
