package switchboard.store.writer;

import java.time.Instant;
import java.util.List;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;

/** The reading of a head that waits in the queue. Never refused: it waits until the head can be read, or is damaged. */
final class PendingHead extends Pending {
    private final Writer.ReadHead read;
    private final long incarnation;

    /** @param incarnation of the writer that answers it */
    PendingHead(Writer.ReadHead read, long incarnation, long nowNanos) {
        super(nowNanos);
        this.read = read;
        this.incarnation = incarnation;
    }

    Writer.ReadHead read() {
        return read;
    }

    @Override
    long sessionNumber() {
        return read.session().number();
    }

    @Override
    Write write() {
        return new Write.Head(read.session(), read.withPeople());
    }

    @Override
    void written(Written written, GroupReplies answers) {
        if (written instanceof Written.Head head) {
            answers.add(
                    read.replyTo(),
                    new Writer.HeadRead(
                            head.seq(),
                            head.storedBytes(),
                            head.endedAt(),
                            head.session(),
                            head.firstJoins(),
                            incarnation));
        } else if (written == Written.NoSuchSession.INSTANCE) {
            // What does not exist takes nothing, like a session that ended before anything was said in it.
            answers.add(read.replyTo(), new Writer.HeadRead(0, 0, Instant.EPOCH, null, List.of(), incarnation));
        } else if (written == Written.Unreadable.INSTANCE) {
            answers.add(read.replyTo(), new Writer.HeadUnreadable(Trouble.DAMAGED));
        } else {
            throw unexpected(written);
        }
    }

    @Override
    void failed(Trouble trouble, GroupReplies answers) {
        throw new IllegalStateException("the reading of a head waits until it can be done");
    }

    @Override
    void busy(GroupReplies answers) {
        throw new IllegalStateException("the reading of a head is always taken");
    }
}
