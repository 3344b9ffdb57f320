package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Submission;
import switchboard.session.api.Submitter;

/** Who posts one message without a connection. */
record Poster(UserId user, Role role, ActorRef<HubProtocol.PostReply> replyTo) implements Submitter {
    /** What is posted. Nobody posts it again by itself: a client that does says so by the {@code ref}. */
    record Posting(MessageId message, IncomingFrame frame, long searchAfterSeq) implements Submission {
        @Override
        public boolean resubmitted() {
            return false;
        }
    }

    @Override
    public boolean wantsReceipt() {
        return true;
    }

    @Override
    public void answerFollows() {
        // Nothing else goes to whoever posts.
    }

    @Override
    public void answer(SessionEvent.Answered answered) {
        SessionEvent.Answer answer = answered.answer();
        if (answer instanceof SessionEvent.Accepted accepted) {
            replyTo.tell(new HubProtocol.Posted(accepted.message(), accepted.duplicate(), accepted.recipients()));
        } else {
            replyTo.tell(new HubProtocol.NotDone(refused(answer)));
        }
    }

    private static Refused refused(SessionEvent.Answer answer) {
        return answer instanceof SessionEvent.Flooding flooding
                ? flooding.refused()
                : ((SessionEvent.NotAccepted) answer).refused();
    }
}
