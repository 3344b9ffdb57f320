package switchboard.session;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.session.rules.Enrolment;
import switchboard.session.rules.Roster;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.store.StoredSession;

/**
 * What follows in a session from a change of its people, which is on disk: who was removed is let go once all that they
 * had sent is answered, as the order of the log has it; everybody else hears of it.
 */
final class RosterChanges {
    private final KnownSession session;
    private final ActorRef<HubProtocol.Command> hub;
    private final Enrolment enrolment;
    private final Roster roster;
    private final SubmissionPipeline submissions;
    private final Membership membership;
    private final PollTimers pollTimers;

    /** Who was removed, and waits for an answer. */
    private final Set<Subscriber> leaving = new LinkedHashSet<>();

    RosterChanges(
            KnownSession session,
            ActorRef<HubProtocol.Command> hub,
            Enrolment enrolment,
            Roster roster,
            SubmissionPipeline submissions,
            Membership membership,
            PollTimers pollTimers) {
        this.session = session;
        this.hub = hub;
        this.enrolment = enrolment;
        this.roster = roster;
        this.submissions = submissions;
        this.membership = membership;
        this.pollTimers = pollTimers;
    }

    Behavior<SessionProtocol.Command> onChanged(SessionProtocol.RosterChanged changed) {
        takeOver(changed.session(), changed.students());
        return Behaviors.same();
    }

    /** What the store says of the session itself; null where it says nothing. The hub may know an older one. */
    void seen(@Nullable StoredSession stored) {
        // Not Set.copyOf, which is slow with ids of one hash code.
        if (stored != null
                && takeOver(
                        stored,
                        Collections.unmodifiableSet(new HashSet<>(stored.info().studentIds())))) {
            hub.tell(new HubProtocol.RosterSeen(session.stored()));
        }
    }

    private boolean takeOver(StoredSession changed, Set<UserId> students) {
        Set<UserId> removed = new LinkedHashSet<>(session.info().studentIds());
        if (!session.changed(changed)) {
            return false;
        }
        removed.removeAll(students);
        enrolment.replace(students);
        for (UserId student : removed) {
            pollTimers.endThoseOf(student);
            membership.letGo(student).ifPresent(leaving::add);
        }
        roster.enrol(session.info());
        membership.rosterChanged();
        membership.noteJoins();
        letLeave();
        return true;
    }

    /** Tells those who were removed and wait for no answer any more. */
    void letLeave() {
        leaving.removeIf(subscriber -> {
            boolean answered = !submissions.hasUnanswered(subscriber);
            if (answered) {
                subscriber.tell(SessionEvent.Removed.INSTANCE);
            }
            return answered;
        });
    }
}
