package switchboard.session;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.UserId;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.StorageFailure;
import switchboard.session.api.Submission;
import switchboard.session.api.Submitter;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.Members;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.store.AppendOutcome;
import switchboard.store.history.History;
import switchboard.time.Questions;

/**
 * A frame's way to the disk and back: it is checked, appended by the writer, routed, and answered. One that is refused
 * is looked up first if it has a {@code ref}: if that is known, it was accepted before.
 */
final class Appending {
    record AppendsDone(List<AppendOutcome> outcomes) implements SessionProtocol.Internal {}

    /** @param reply null where none came */
    record RefLookedUp(SubmissionPipeline.NotTakenUnlessKnown frame, History.@Nullable RefReply reply)
            implements SessionProtocol.Internal {}

    private static final Duration REF_TIMEOUT = Duration.ofSeconds(5);

    /** How long a client should wait where a ref could not be looked up. */
    private static final long RETRY_MS = 1_000;

    private final ActorContext<SessionProtocol.Command> context;
    private final Questions questions;
    private final ActorRef<History.Command> history;
    private final KnownSession session;
    private final SessionLog sessionLog;
    private final Members members;
    private final SubmissionPipeline submissions;
    private final FanOut fanOut;
    private final Routing routing;
    private final RosterChanges rosterChanges;
    private final LongSupplier ticker;

    Appending(
            ActorContext<SessionProtocol.Command> context,
            ActorRef<History.Command> history,
            KnownSession session,
            SessionLog sessionLog,
            Members members,
            SubmissionPipeline submissions,
            FanOut fanOut,
            Routing routing,
            RosterChanges rosterChanges,
            LongSupplier ticker) {
        this.context = context;
        this.questions = new Questions(context.getSystem(), ticker);
        this.history = history;
        this.session = session;
        this.sessionLog = sessionLog;
        this.members = members;
        this.submissions = submissions;
        this.fanOut = fanOut;
        this.routing = routing;
        this.rosterChanges = rosterChanges;
        this.ticker = ticker;
    }

    /**
     * Nothing follows where the connection was replaced or is gone: if replaced, it learns so by a message of its own.
     */
    Behavior<SessionProtocol.Command> onSubmit(SessionProtocol.Submit submit) {
        members.find(submit.connection()).ifPresent(sender -> take(sender.subscriber(), submit));
        return Behaviors.same();
    }

    void post(SessionProtocol.Post post) {
        take(
                new Poster(post.user(), post.role(), post.replyTo()),
                new Poster.Posting(MessageId.next(), post.frame(), fanOut.head()));
    }

    private void take(Submitter submitter, Submission frame) {
        SubmissionPipeline.Decision decision =
                submissions.take(submitter, frame, session.isActive(), ticker.getAsLong());
        if (decision instanceof SubmissionPipeline.Taken taken) {
            sessionLog.append(taken.message());
        } else if (decision instanceof SubmissionPipeline.NotTakenUnlessKnown refused) {
            if (!submissions.dependsOnPending(refused)) {
                lookUp(refused);
            }
        } else {
            submitter.answer(
                    new SessionEvent.Answered(frame.message(), ((SubmissionPipeline.NotTaken) decision).answer()));
        }
    }

    private void lookUp(SubmissionPipeline.NotTakenUnlessKnown refused) {
        UserId user = refused.submitter().user();
        context.pipeToSelf(
                questions.<History.Command, History.RefReply>ask(
                        history,
                        replyTo -> new History.FindRef(session.key(), user, refused.ref(), replyTo),
                        REF_TIMEOUT),
                (reply, failure) -> new RefLookedUp(refused, reply));
    }

    Behavior<SessionProtocol.Command> onRefLookedUp(RefLookedUp lookedUp) {
        SubmissionPipeline.NotTakenUnlessKnown frame = lookedUp.frame();
        submissions.decided(frame);
        SessionEvent.Answer answer;
        if (lookedUp.reply() instanceof History.RefFound found) {
            answer = found.message()
                    .<SessionEvent.Answer>map(SessionEvent.Accepted::again)
                    .orElse(frame.refusal());
        } else if (lookedUp.reply() instanceof History.FindFailed failed
                && !failed.trouble().passing()) {
            answer = new SessionEvent.NotAccepted(StorageFailure.unreadable(failed.trouble()));
        } else {
            answer = new SessionEvent.NotAccepted(Refusal.BUSY
                    .because("whether this ref is known cannot be looked up at the moment: try again")
                    .with("retry_after_ms", RETRY_MS));
        }
        frame.submitter().answer(new SessionEvent.Answered(frame.message(), answer));
        rosterChanges.letLeave();
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onAppendsDone(AppendsDone done) {
        if (routing.route(done.outcomes(), session.isActive(), ticker.getAsLong())) {
            sessionLog.readHead();
        }
        for (AppendOutcome outcome : done.outcomes()) {
            submissions.dependedOn(outcome.id()).forEach(this::lookUp);
        }
        rosterChanges.letLeave();
        return Behaviors.same();
    }

    /** Answers whoever waits for a post: the actor stops. Connections submit their frames to its successor. */
    void failPosts() {
        submissions.unanswered().forEach((message, submitter) -> {
            if (submitter instanceof Poster poster) {
                poster.answer(new SessionEvent.Answered(message, new SessionEvent.NotAccepted(StorageFailure.UNKNOWN)));
            }
        });
    }
}
