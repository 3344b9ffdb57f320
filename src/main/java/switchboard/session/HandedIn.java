package switchboard.session;

import switchboard.protocol.IncomingFrame;
import switchboard.protocol.MessageId;

/**
 * A frame as it is handed to a session.
 *
 * @param message the id that it gets if it becomes a message
 * @param knownHead a position that the log had reached before: what could already hold it lies above
 * @param resubmitted whether an earlier actor of this session got it and did not answer
 */
record HandedIn(MessageId message, IncomingFrame frame, long knownHead, boolean resubmitted) {}
