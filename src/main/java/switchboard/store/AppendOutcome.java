package switchboard.store;

import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.MessageId;

/** What became of one {@link NewMessage}. Every one that was submitted gets exactly one. */
public sealed interface AppendOutcome {
    MessageId id();

    /** On disk, at this place of the log: perhaps an earlier one, where it was {@linkplain NewMessage#resubmitted}. */
    record Appended(Message message) implements AppendOutcome {
        @Override
        public MessageId id() {
            return message.id();
        }
    }

    /**
     * Not stored: its sender has a message of the same {@code ref} in the log.
     *
     * @param first that message
     */
    record Duplicate(MessageId id, Message first) implements AppendOutcome {}

    /** Not stored and never will be: the session has ended before it in the log, or the queue is full. */
    record Rejected(MessageId id, Refusal refusal) implements AppendOutcome {}

    /**
     * Could not be stored.
     *
     * @param indeterminate whether it may still turn up in the log: nothing that was committed since proves the
     *     contrary
     */
    record Failed(MessageId id, boolean indeterminate) implements AppendOutcome {}
}
