package switchboard.store.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import switchboard.protocol.values.DisplayName;
import switchboard.protocol.values.SessionInfo;
import switchboard.protocol.values.UserId;
import switchboard.store.SessionKey;
import switchboard.store.StoredSession;
import switchboard.store.people.Device;
import switchboard.store.people.Invite;
import switchboard.store.people.PeopleChange;
import switchboard.store.people.PeopleOutcome;
import switchboard.store.people.PeopleOutcome.NotDone;
import switchboard.store.people.SecretHash;
import switchboard.store.people.Teacher;

/**
 * What becomes of each {@link PeopleChange}. The same in every dialect:
 *
 * <ul>
 *   <li>A link is used up by the transaction that lets its device in: of two who come at once, one is let in.
 *   <li>A name of a session has one device at most. A second gets it only by a teacher's word, and the first is void
 *       then.
 *   <li>Whoever has a card has their name, too: nobody else claims it without being asked.
 *   <li>What is void stays so.
 *   <li>A change that is done once more finds what it added by its secret, and has the same outcome.
 * </ul>
 *
 * @param <X> what the dialect's tables throw when the whole transaction has failed
 */
final class PeopleRules<X extends Exception> {
    private final LogTables<X> tables;
    private final PeopleTables<X> people;

    PeopleRules(LogTables<X> tables) {
        this.tables = tables;
        this.people = tables.people();
    }

    /** Does it in the transaction that is under way. */
    PeopleOutcome change(PeopleChange change, Instant now) throws X, RowRefused {
        if (change instanceof PeopleChange.Claim claim) {
            return claim(claim, now);
        } else if (change instanceof PeopleChange.Use use) {
            people.use(use.device(), now);
            return PeopleOutcome.Changed.NOTHING_VOID;
        } else if (change instanceof PeopleChange.Reclaim reclaim) {
            return reclaim(reclaim, now);
        } else if (change instanceof PeopleChange.Release release) {
            return release(release, now);
        } else if (change instanceof PeopleChange.MakeCards make) {
            return makeCards(make, now);
        } else if (change instanceof PeopleChange.Forget forget) {
            return forget(forget, now);
        } else if (change instanceof PeopleChange.OfferSetup offer) {
            return offerSetup(offer, now);
        } else if (change instanceof PeopleChange.MakeInvite make) {
            return makeInvite(make, now);
        } else if (change instanceof PeopleChange.TakeBackInvite takeBack) {
            return people.removeInvite(takeBack.number()) ? PeopleOutcome.Changed.NOTHING_VOID : NotDone.NO_SUCH_INVITE;
        } else if (change instanceof PeopleChange.Accept accept) {
            return accept(accept, now);
        } else if (change instanceof PeopleChange.LockOut lockOut) {
            return lockOut(lockOut, now);
        } else if (change instanceof PeopleChange.Tidy tidy) {
            people.tidy(tidy.voidBefore(), tidy.unusedSince(), tidy.expiredBefore());
            return PeopleOutcome.Changed.NOTHING_VOID;
        }
        throw new IllegalStateException("no rule says what becomes of " + change);
    }

    // ---- teachers

    private PeopleOutcome offerSetup(PeopleChange.OfferSetup offer, Instant now) throws X, RowRefused {
        if (people.hasTeachers()) {
            people.removeSetup();
            return NotDone.TEACHERS_THERE;
        }
        people.removeSetup();
        Invite setup = new Invite(0, true, Optional.empty(), Optional.empty(), now, offer.expiresAt());
        return new PeopleOutcome.Invited(people.addInvite(offer.secret(), setup));
    }

    private PeopleOutcome makeInvite(PeopleChange.MakeInvite make, Instant now) throws X, RowRefused {
        Invite known = people.invite(make.secret());
        if (known != null) {
            return new PeopleOutcome.Invited(known.number());
        }
        if (make.forTeacher().isPresent() && people.teacher(make.forTeacher().get()) == null) {
            return NotDone.NO_SUCH_TEACHER;
        }
        Invite invite = new Invite(0, false, make.by(), make.forTeacher(), now, make.expiresAt());
        return new PeopleOutcome.Invited(people.addInvite(make.secret(), invite));
    }

    private PeopleOutcome accept(PeopleChange.Accept accept, Instant now) throws X, RowRefused {
        Device known = people.device(accept.device());
        if (known != null) {
            return new PeopleOutcome.LetIn(known, List.of());
        }
        Invite invite = people.invite(accept.invite());
        if (invite == null
                || invite.setup() != accept.setup()
                || !now.isBefore(invite.expiresAt())
                || invite.setup() && people.hasTeachers()) {
            return NotDone.UNKNOWN_SECRET;
        }
        UserId user;
        if (invite.forTeacher().isPresent()) {
            user = invite.forTeacher().get();
            if (accept.user().isPresent() && !accept.user().get().equals(user)) {
                return NotDone.NOT_THEIRS;
            }
            if (people.teacher(user) == null) {
                return NotDone.UNKNOWN_SECRET;
            }
        } else if (accept.user().isEmpty() || accept.name().isEmpty()) {
            return NotDone.WHO;
        } else {
            user = accept.user().get();
            if (people.teacher(user) != null) {
                return NotDone.TAKEN;
            }
            DisplayName name = accept.name().get();
            people.addTeacher(new Teacher(user, name, now));
        }
        people.removeInvite(invite.number());
        Device device =
                people.addDevice(accept.device(), Device.Kind.TEACHER, user, Optional.empty(), Optional.empty(), now);
        return new PeopleOutcome.LetIn(device, List.of());
    }

    private PeopleOutcome lockOut(PeopleChange.LockOut lockOut, Instant now) throws X {
        UserId teacher = lockOut.teacher();
        List<Device> devices = people.ofTeacher(teacher);
        boolean known = people.teacher(teacher) != null;
        if (!known && devices.isEmpty()) {
            return NotDone.NO_SUCH_TEACHER;
        }
        people.removeInvitesOf(teacher);
        if (known && lockOut.andTeacher()) {
            people.removeTeacher(teacher);
        }
        return new PeopleOutcome.Changed(makeVoid(devices, now));
    }

    // ---- students

    private PeopleOutcome claim(PeopleChange.Claim claim, Instant now) throws X, RowRefused {
        Device known = people.device(claim.device());
        if (known != null) {
            return new PeopleOutcome.LetIn(known, List.of());
        }
        StoredSession stored = tables.session(claim.session());
        SessionKey session = stored.key();
        SessionInfo info = stored.info();
        if (!people.hasCode(session, claim.code())) {
            return NotDone.DOOR_CLOSED;
        }
        if (!info.studentIds().contains(claim.user())) {
            return NotDone.NOT_LISTED;
        }
        boolean isClaimed =
                hasGood(people.claims(session, claim.user())) || hasGood(people.cards(info.createdBy(), claim.user()));
        return isClaimed
                ? NotDone.CLAIMED
                : new PeopleOutcome.LetIn(addClaim(session, claim.user(), claim.device(), now), List.of());
    }

    private PeopleOutcome reclaim(PeopleChange.Reclaim reclaim, Instant now) throws X, RowRefused {
        StoredSession session = tables.session(reclaim.session());
        List<Device> claims = new ArrayList<>(people.claims(session.key(), reclaim.user()));
        Device known = people.device(reclaim.device());
        if (known != null) {
            claims.removeIf(claim -> claim.number() >= known.number());
            return new PeopleOutcome.LetIn(known, numbers(claims));
        }
        if (!session.info().studentIds().contains(reclaim.user())) {
            return NotDone.NOT_LISTED;
        }
        List<Long> voided = makeVoid(claims, now);
        return new PeopleOutcome.LetIn(addClaim(session.key(), reclaim.user(), reclaim.device(), now), voided);
    }

    private PeopleOutcome release(PeopleChange.Release release, Instant now) throws X {
        StoredSession session = tables.session(release.session());
        List<Device> devices = new ArrayList<>(people.claims(session.key(), release.user()));
        devices.addAll(people.cards(session.info().createdBy(), release.user()));
        return devices.isEmpty() ? NotDone.NOT_LISTED : new PeopleOutcome.Changed(makeVoid(devices, now));
    }

    private PeopleOutcome makeCards(PeopleChange.MakeCards make, Instant now) throws X, RowRefused {
        SessionInfo info = tables.session(make.session()).info();
        UserId teacher = info.createdBy();
        Set<UserId> students = new HashSet<>(info.studentIds());
        List<Long> voided = new ArrayList<>();
        for (Map.Entry<UserId, SecretHash> card : make.cards().entrySet()) {
            UserId student = card.getKey();
            if (students.contains(student) && people.device(card.getValue()) == null) {
                voided.addAll(makeVoid(people.cards(teacher, student), now));
                people.addDevice(
                        card.getValue(), Device.Kind.CARD, student, Optional.empty(), Optional.of(teacher), now);
            }
        }
        return new PeopleOutcome.Changed(voided);
    }

    private PeopleOutcome forget(PeopleChange.Forget forget, Instant now) throws X {
        Device device = people.device(forget.device());
        boolean stays = device == null || device.kind() == Device.Kind.CARD;
        return stays ? PeopleOutcome.Changed.NOTHING_VOID : new PeopleOutcome.Changed(makeVoid(List.of(device), now));
    }

    private Device addClaim(SessionKey session, UserId user, SecretHash secret, Instant now) throws X, RowRefused {
        return people.addDevice(secret, Device.Kind.CLAIM, user, Optional.of(session), Optional.empty(), now);
    }

    private static boolean hasGood(List<Device> devices) {
        return devices.stream().anyMatch(device -> device.voidAt().isEmpty());
    }

    /** Also of those that were void before: the answer of an earlier try may have been lost. */
    private List<Long> makeVoid(List<Device> devices, Instant now) throws X {
        for (Device device : devices) {
            if (device.voidAt().isEmpty()) {
                people.voidDevice(device.number(), now);
            }
        }
        return numbers(devices);
    }

    private static List<Long> numbers(List<Device> devices) {
        return devices.stream().map(Device::number).toList();
    }
}
