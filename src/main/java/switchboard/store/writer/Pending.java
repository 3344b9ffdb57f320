package switchboard.store.writer;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/** Something that waits for the disk, and what is told to whoever asked for it. */
abstract sealed class Pending permits PendingAppend, PendingRequest, PendingHead {
    private static final Logger LOG = LoggerFactory.getLogger(Pending.class);

    /** What anything counts for that is no message. */
    private static final int REQUEST_BYTES = 1024;

    private final long sinceNanos;
    private boolean maybeStored;

    Pending(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    /** When it came, by the ticker. */
    final long sinceNanos() {
        return sinceNanos;
    }

    /** A commit of it failed in a way that leaves open whether it is on disk. */
    final void setMaybeStored(boolean maybe) {
        maybeStored = maybe;
    }

    final boolean maybeStored() {
        return maybeStored;
    }

    /** The session whose queue it waits in; 0 for none. */
    abstract long sessionNumber();

    /** What it counts for in the bounds of the queue. */
    long bytes() {
        return REQUEST_BYTES;
    }

    /** What to do in the transaction; it is looked up first where it may be there already. */
    abstract Write write();

    /** Checks whether it is there, and changes nothing; empty for what finds itself when it is done again. */
    Optional<Write> lookUp() {
        return Optional.empty();
    }

    /** It is on disk. */
    abstract void written(Written written, GroupReplies answers);

    /** It will not be tried again. */
    abstract void failed(Trouble trouble, GroupReplies answers);

    /** The queue is full. */
    abstract void busy(GroupReplies answers);

    static void logRefused(Object what, Written.RefusedRow refused) {
        LOG.atError()
                .addKeyValue(LogFields.EVENT, LogEvents.ROW_REFUSED)
                .log("The database refused {}, which the program should have refused before: {}", what, refused.rule());
    }

    static IllegalStateException unexpected(Written written) {
        return new IllegalStateException("the database answered another question: " + written);
    }
}
