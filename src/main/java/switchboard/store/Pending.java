package switchboard.store;

import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/** Something that waits for the disk, and what is told to whoever asked for it. */
abstract sealed class Pending {
    private static final Logger LOG = LoggerFactory.getLogger(Pending.class);

    /** What a request counts for that is no message. */
    private static final int REQUEST_BYTES = 1024;

    private final long sinceNanos;
    private boolean maybeStored;

    private Pending(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    static Pending of(Writer.Append append, long nowNanos) {
        return new OfAppend(append, nowNanos);
    }

    static Pending of(Writer.CreateSession create, long nowNanos) {
        return new OfCreate(create, nowNanos);
    }

    static Pending of(Writer.EndSession end, long nowNanos) {
        return new OfEnd(end, nowNanos);
    }

    /** @param incarnation of the writer that answers it */
    static Pending of(Writer.ReadHead read, long incarnation, long nowNanos) {
        return new OfHead(read, incarnation, nowNanos);
    }

    /** When it came, by the ticker. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** A commit of it failed in a way that leaves open whether it is on disk. */
    void setMaybeStored(boolean maybe) {
        maybeStored = maybe;
    }

    boolean maybeStored() {
        return maybeStored;
    }

    /** The session whose queue it waits in; 0 for none. */
    abstract long sessionNumber();

    /** What it counts for in the bounds of the queue. */
    long bytes() {
        return REQUEST_BYTES;
    }

    /** What to do in the transaction; looks first where it may be there already. */
    abstract Write write();

    /** Looks whether it is there, and changes nothing; empty for what finds itself when it is done again. */
    Optional<Write> look() {
        return Optional.empty();
    }

    /** It is on disk. */
    abstract void written(Written written, Answers answers);

    /** It will not be tried again. */
    abstract void failed(String problem, Answers answers);

    /** The queue is full. */
    abstract void busy(Answers answers);

    Refused storageFailed(String problem) {
        String what = maybeStored ? "nobody knows whether it was stored: " + problem : "it was not stored: " + problem;
        return Refusal.STORAGE_FAILED.because(what);
    }

    static Refused busy() {
        return Refusal.BUSY.because("too much waits for the disk: try again in a moment");
    }

    static void logRefused(Object what, Written.RefusedRow refused) {
        LOG.atError()
                .addKeyValue(LogFields.EVENT, LogEvents.ROW_REFUSED)
                .log("The database refused {}, which the program should have refused before: {}", what, refused.rule());
    }

    private static IllegalStateException unexpected(Written written) {
        return new IllegalStateException("the database answered another question: " + written);
    }

    private static final class OfAppend extends Pending {
        private final Writer.Append append;

        OfAppend(Writer.Append append, long nowNanos) {
            super(nowNanos);
            this.append = append;
        }

        @Override
        long sessionNumber() {
            return append.session().number();
        }

        @Override
        long bytes() {
            return append.message().storedBytes();
        }

        @Override
        Write write() {
            NewMessage message = append.message();
            return new Write.Append(append.session(), maybeStored() ? message.again() : message);
        }

        @Override
        Optional<Write> look() {
            NewMessage message = append.message();
            return Optional.of(new Write.Look(append.session(), message.id(), message.knownHead()));
        }

        @Override
        void written(Written written, Answers answers) {
            if (written instanceof Written.AppendDone done) {
                answers.add(append.replyTo(), done.outcome());
            } else if (written instanceof Written.Looked looked
                    && looked.found().isPresent()) {
                answers.add(
                        append.replyTo(),
                        new AppendOutcome.Appended(looked.found().get()));
            } else if (written instanceof Written.RefusedRow refused) {
                logRefused("message " + append.message().id(), refused);
                answers.add(
                        append.replyTo(),
                        new AppendOutcome.Failed(append.message().id(), false));
            } else {
                throw unexpected(written);
            }
        }

        @Override
        void failed(String problem, Answers answers) {
            // Handed in before, and not looked up now: then it may be there.
            boolean unknown = maybeStored() || append.message().resubmitted();
            answers.add(
                    append.replyTo(), new AppendOutcome.Failed(append.message().id(), unknown));
        }

        @Override
        void busy(Answers answers) {
            answers.add(
                    append.replyTo(),
                    new AppendOutcome.Rejected(append.message().id(), Refusal.BUSY));
        }
    }

    private static final class OfCreate extends Pending {
        private final Writer.CreateSession create;

        OfCreate(Writer.CreateSession create, long nowNanos) {
            super(nowNanos);
            this.create = create;
        }

        @Override
        long sessionNumber() {
            return 0;
        }

        @Override
        long bytes() {
            // An id has up to 50 characters.
            return REQUEST_BYTES + 64L * create.session().studentIds().size();
        }

        @Override
        Write write() {
            return new Write.Create(create.session());
        }

        @Override
        void written(Written written, Answers answers) {
            if (written instanceof Written.Created created) {
                answers.add(create.replyTo(), new Writer.Created(created.session()));
            } else if (written instanceof Written.RefusedRow refused) {
                logRefused("session " + create.session().id(), refused);
                failed("the database refused it", answers);
            } else {
                throw unexpected(written);
            }
        }

        @Override
        void failed(String problem, Answers answers) {
            answers.add(create.replyTo(), new Writer.NotStored(storageFailed(problem)));
        }

        @Override
        void busy(Answers answers) {
            answers.add(create.replyTo(), new Writer.NotStored(busy()));
        }
    }

    private static final class OfEnd extends Pending {
        private final Writer.EndSession end;

        OfEnd(Writer.EndSession end, long nowNanos) {
            super(nowNanos);
            this.end = end;
        }

        @Override
        long sessionNumber() {
            return end.session().number();
        }

        @Override
        Write write() {
            return new Write.End(end.session());
        }

        @Override
        void written(Written written, Answers answers) {
            if (written instanceof Written.Ended ended) {
                // What this very request may have ended before is not "already" ended to whoever asked.
                boolean already = ended.before() && !maybeStored();
                answers.add(
                        end.replyTo(),
                        already
                                ? new Writer.AlreadyEnded(ended.session())
                                : new Writer.Ended(ended.session(), ended.lastSeq()));
            } else if (written == Written.NoSuchSession.INSTANCE) {
                answers.add(
                        end.replyTo(),
                        new Writer.NotStored(Refusal.SESSION_NOT_FOUND.because(
                                "no such session: " + end.session().id())));
            } else {
                throw unexpected(written);
            }
        }

        @Override
        void failed(String problem, Answers answers) {
            answers.add(end.replyTo(), new Writer.NotStored(storageFailed(problem)));
        }

        @Override
        void busy(Answers answers) {
            answers.add(end.replyTo(), new Writer.NotStored(busy()));
        }
    }

    /** Never refused, never failed: it waits until the head can be read. */
    static final class OfHead extends Pending {
        private final Writer.ReadHead read;
        private final long incarnation;

        OfHead(Writer.ReadHead read, long incarnation, long nowNanos) {
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
            return new Write.Head(read.session());
        }

        @Override
        void written(Written written, Answers answers) {
            if (written instanceof Written.Head head) {
                answers.add(
                        read.replyTo(),
                        new Writer.HeadRead(head.seq(), head.storedBytes(), head.endedAt(), incarnation));
            } else if (written == Written.NoSuchSession.INSTANCE) {
                // What does not exist takes nothing, like a class that ended before anything was said in it.
                answers.add(read.replyTo(), new Writer.HeadRead(0, 0, Instant.EPOCH, incarnation));
            } else {
                throw unexpected(written);
            }
        }

        @Override
        void failed(String problem, Answers answers) {
            throw new IllegalStateException("the reading of a head waits until it can be done");
        }

        @Override
        void busy(Answers answers) {
            throw new IllegalStateException("the reading of a head is always taken");
        }
    }
}
