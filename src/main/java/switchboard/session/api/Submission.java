package switchboard.session.api;

import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.values.MessageId;

/** A frame that may become a message, by whatever way it came to its session. */
public interface Submission {
    /** The id that the message gets. */
    MessageId message();

    /** Readable or not: an unreadable one counts, and is refused. */
    IncomingFrame frame();

    /** A position that the log had reached before: whatever could hold this frame already lies behind it. */
    long searchAfterSeq();

    /** Whether an earlier actor of this session got it and did not answer. */
    boolean resubmitted();
}
