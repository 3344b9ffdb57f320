package switchboard.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Submitter;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.Presence;
import switchboard.session.rules.Roster;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.store.AppendOutcome;

/** What follows from the writer's answers: what is on disk is routed, and then its submitters are answered. */
final class Routing {
    private final SubmissionPipeline submissions;
    private final FanOut fanOut;
    private final Roster roster;
    private final Presence presence;
    private final LongPolls longPolls;

    Routing(SubmissionPipeline submissions, FanOut fanOut, Roster roster, Presence presence, LongPolls longPolls) {
        this.submissions = submissions;
        this.fanOut = fanOut;
        this.roster = roster;
        this.presence = presence;
        this.longPolls = longPolls;
    }

    /**
     * @param active whether the session has not ended, as far as is known here
     * @return whether the log may hold what did not pass here, so that its head is to be asked
     */
    boolean route(List<AppendOutcome> outcomes, boolean active, long now) {
        boolean indeterminate = false;
        List<Submitter> submitters = new ArrayList<>(outcomes.size());
        List<SessionEvent.Answered> answers = new ArrayList<>(outcomes.size());
        for (AppendOutcome outcome : outcomes) {
            indeterminate |= leavesIndeterminate(outcome, active);
            SubmissionPipeline.Taken taken = submissions.answered(outcome.id());
            SessionEvent.Answer answer = settle(outcome, taken);
            if (taken != null) {
                taken.submitter().answerFollows();
                submitters.add(taken.submitter());
                answers.add(new SessionEvent.Answered(outcome.id(), answer));
            }
        }
        longPolls.routed(fanOut.added(), now);
        fanOut.offerAdded();
        // Only now, so that nobody hears of a message before those who get it were offered it.
        for (int i = 0; i < answers.size(); i++) {
            submitters.get(i).answer(answers.get(i));
        }
        return indeterminate;
    }

    private boolean leavesIndeterminate(AppendOutcome outcome, boolean active) {
        if (outcome instanceof AppendOutcome.Appended appended) {
            // For the bytes of what did not pass here.
            return appended.message().seq() > fanOut.head() + 1;
        }
        if (outcome instanceof AppendOutcome.Duplicate duplicate) {
            // By another actor of this session, whose followers may not have it yet.
            return duplicate.first().seq() > fanOut.head();
        }
        if (outcome instanceof AppendOutcome.Rejected rejected) {
            // It has ended, and nobody has said so.
            return rejected.refusal() == Refusal.SESSION_ENDED && active;
        }
        // It may be on disk all the same: whatever the log holds beyond what was routed is found by its head.
        return ((AppendOutcome.Failed) outcome).indeterminate();
    }

    private SessionEvent.Answer settle(AppendOutcome outcome, SubmissionPipeline.@Nullable Taken taken) {
        if (outcome instanceof AppendOutcome.Appended appended) {
            return accept(appended.message(), taken != null && taken.wantsReceipt());
        }
        if (outcome instanceof AppendOutcome.Duplicate duplicate) {
            return SessionEvent.Accepted.again(duplicate.first());
        }
        if (outcome instanceof AppendOutcome.Rejected rejected) {
            return new SessionEvent.NotAccepted(rejected.refusal().refused());
        }
        return new SessionEvent.NotAccepted(
                ((AppendOutcome.Failed) outcome).indeterminate() ? StorageFailure.UNKNOWN : StorageFailure.NOT_STORED);
    }

    /** @param counted whether anybody asks how many get it: to check all members costs as much as to route it */
    private SessionEvent.Answer accept(Message message, boolean counted) {
        // One that was retried may have passed here before.
        if (message.seq() <= fanOut.head()) {
            return new SessionEvent.Accepted(message, 0, false, null);
        }
        submissions.stored(message.content());
        fanOut.add(message);
        if (message.type().sender() == Role.INSTRUCTOR) {
            roster.wrote(message.from(), message.seq());
        }
        UserId to = message.to();
        boolean offline = to != null && presence.isOffline(to);
        int recipients = counted ? fanOut.recipientsOf(message) : 0;
        return new SessionEvent.Accepted(message, recipients, false, offline ? to : null);
    }
}
