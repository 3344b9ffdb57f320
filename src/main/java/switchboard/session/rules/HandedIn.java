package switchboard.session.rules;

import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.values.MessageId;
import switchboard.session.api.SessionProtocol;

/**
 * A frame as it is handed to a session.
 *
 * @param message the id that it gets if it becomes a message
 * @param searchAfterSeq a position that the log had reached before: what could already hold it lies above
 * @param resubmitted whether an earlier actor of this session got it and did not answer
 */
public record HandedIn(MessageId message, IncomingFrame frame, long searchAfterSeq, boolean resubmitted) {
    public static HandedIn of(SessionProtocol.Submit submit) {
        return new HandedIn(submit.message(), submit.frame(), submit.searchAfterSeq(), submit.resubmitted());
    }
}
