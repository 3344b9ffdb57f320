package switchboard.session;

import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionProtocol;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.Roster;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.store.Trouble;
import switchboard.store.writer.Writer;

/**
 * Where the log of a session stands, and whether it has ended: what follows from what the writer says of it, and from
 * an end that the hub tells.
 */
final class LogState {
    record HeadKnown(Writer.HeadRead head) implements SessionProtocol.Internal {}

    record HeadUnreadable(Trouble trouble) implements SessionProtocol.Internal {}

    private final KnownSession session;
    private final ActorRef<HubProtocol.Command> hub;
    private final SessionLog sessionLog;
    private final SubmissionPipeline submissions;
    private final FanOut fanOut;
    private final Roster roster;
    private final RosterChanges rosterChanges;
    private final PollTimers pollTimers;

    LogState(
            KnownSession session,
            ActorRef<HubProtocol.Command> hub,
            SessionLog sessionLog,
            SubmissionPipeline submissions,
            FanOut fanOut,
            Roster roster,
            RosterChanges rosterChanges,
            PollTimers pollTimers) {
        this.session = session;
        this.hub = hub;
        this.sessionLog = sessionLog;
        this.submissions = submissions;
        this.fanOut = fanOut;
        this.roster = roster;
        this.rosterChanges = rosterChanges;
        this.pollTimers = pollTimers;
    }

    static SessionProtocol.Command answered(Writer.HeadReply reply) {
        return reply instanceof Writer.HeadRead head
                ? new HeadKnown(head)
                : new HeadUnreadable(((Writer.HeadUnreadable) reply).trouble());
    }

    /** Takes over what the log holds, before anything else is done. */
    void load(Writer.HeadRead head) {
        sessionLog.headRead();
        sessionLog.writerIs(head.incarnation());
        fanOut.skipTo(head.seq());
        submissions.storedInAll(head.storedBytes());
        rosterChanges.seen(head.session());
        roster.load(head.firstJoins());
        endSeen(head);
    }

    Behavior<SessionProtocol.Command> onHeadKnown(HeadKnown known) {
        sessionLog.headRead();
        submissions.storedInAll(known.head().storedBytes());
        if (known.head().seq() > fanOut.head()) {
            fanOut.skipTo(known.head().seq());
            pollTimers.endAll();
        }
        if (endSeen(known.head())) {
            end(known.head().seq());
        }
        return Behaviors.same();
    }

    /** Asked again when there is a reason to. */
    Behavior<SessionProtocol.Command> onHeadUnreadable(HeadUnreadable unreadable) {
        sessionLog.headRead();
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onEnd(SessionProtocol.End end) {
        if (session.isActive()) {
            session.ended(end.info());
            end(end.lastSeq());
        }
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onLookForEnd(SessionProtocol.LookForEnd look) {
        if (session.isActive()) {
            sessionLog.readHead();
        }
        return Behaviors.same();
    }

    private void end(long lastSeq) {
        fanOut.end(lastSeq);
        pollTimers.endAll();
    }

    /**
     * Whether the log says that the session has ended, and nobody had said so before: then the hub does not know it.
     */
    private boolean endSeen(Writer.HeadRead head) {
        Instant end = head.endedAt();
        if (end == null || !session.isActive()) {
            return false;
        }
        session.ended(session.info().endedAt(end));
        hub.tell(new HubProtocol.EndSeen(session.stored()));
        return true;
    }
}
