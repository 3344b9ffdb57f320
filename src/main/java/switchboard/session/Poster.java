package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.Refused;
import switchboard.protocol.Role;
import switchboard.protocol.UserId;

/** Who hands in one message without a connection. */
record Poster(UserId user, Role role, ActorRef<Sessions.PostReply> replyTo) implements Submitter {
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
            replyTo.tell(new Sessions.Posted(accepted.message(), accepted.duplicate(), accepted.recipients()));
        } else {
            replyTo.tell(new Sessions.NotDone(refused(answer)));
        }
    }

    private static Refused refused(SessionEvent.Answer answer) {
        return answer instanceof SessionEvent.Flooding flooding
                ? flooding.refused()
                : ((SessionEvent.NotAccepted) answer).refused();
    }
}
