package switchboard.store.writer;

import org.apache.pekko.actor.typed.ActorRef;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.store.SessionKey;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;

/**
 * What waits to be done to a session as a whole. It finds itself when it is done again, and so need not be looked up;
 * where it cannot be done it is answered {@link Writer.NotStored}.
 */
abstract sealed class PendingRequest extends Pending {
    private final ActorRef<? super Writer.NotStored> replyTo;

    private PendingRequest(ActorRef<? super Writer.NotStored> replyTo, long nowNanos) {
        super(nowNanos);
        this.replyTo = replyTo;
    }

    @Override
    final void failed(Trouble trouble, GroupReplies answers) {
        notStored(trouble.refused(maybeStored() ? "nobody knows whether it was stored" : "it was not stored"), answers);
    }

    @Override
    final void busy(GroupReplies answers) {
        notStored(Refusal.BUSY.because("too much waits for the disk: try again in a moment"), answers);
    }

    /** Answers what any request may find instead of being done, and fails on what answers another question. */
    final void notDone(Written written, GroupReplies answers) {
        if (written instanceof Written.RefusedRow refused) {
            logRefused(what(), refused);
            notStored(Refusal.STORAGE_FAILED.because("it was not stored: the database refused it"), answers);
        } else if (written == Written.NoSuchSession.INSTANCE) {
            SessionKey session = write().about().orElseThrow(() -> unexpected(written));
            notStored(Refusal.SESSION_NOT_FOUND.because("no such session: " + session.id()), answers);
        } else if (written == Written.Unreadable.INSTANCE) {
            failed(Trouble.DAMAGED, answers);
        } else {
            throw unexpected(written);
        }
    }

    /** What is to be done, in words for the log. */
    abstract String what();

    final void notStored(Refused refused, GroupReplies answers) {
        answers.add(replyTo, new Writer.NotStored(refused));
    }

    static final class Create extends PendingRequest {
        private final Writer.CreateSession create;

        Create(Writer.CreateSession create, long nowNanos) {
            super(create.replyTo(), nowNanos);
            this.create = create;
        }

        @Override
        long sessionNumber() {
            return 0;
        }

        @Override
        long bytes() {
            return super.bytes() + write().bytes();
        }

        @Override
        Write write() {
            return new Write.Create(create.session());
        }

        @Override
        String what() {
            return "session " + create.session().id();
        }

        @Override
        void written(Written written, GroupReplies answers) {
            if (written instanceof Written.Created created) {
                answers.add(create.replyTo(), new Writer.Created(created.session()));
            } else {
                notDone(written, answers);
            }
        }
    }

    static final class Roster extends PendingRequest {
        private final Writer.ChangeRoster change;

        Roster(Writer.ChangeRoster change, long nowNanos) {
            super(change.replyTo(), nowNanos);
            this.change = change;
        }

        @Override
        long sessionNumber() {
            return change.session().number();
        }

        @Override
        long bytes() {
            return super.bytes() + write().bytes();
        }

        @Override
        Write write() {
            return new Write.ChangeRoster(change.session(), change.change());
        }

        @Override
        String what() {
            return "the people of session " + change.session().id();
        }

        @Override
        void written(Written written, GroupReplies answers) {
            if (written instanceof Written.RosterChanged changed) {
                answers.add(change.replyTo(), new Writer.RosterChanged(changed.session()));
            } else if (written instanceof Written.RosterRefused refused) {
                refused(refused, answers);
            } else {
                notDone(written, answers);
            }
        }

        private void refused(Written.RosterRefused refused, GroupReplies answers) {
            // A student whom this very request may have removed before is not missing for whoever asked for it.
            if (maybeStored() && refused.refused().refusal() == Refusal.STUDENT_NOT_FOUND) {
                answers.add(change.replyTo(), new Writer.RosterChanged(refused.session()));
            } else {
                answers.add(change.replyTo(), new Writer.RosterRefused(refused.session(), refused.refused()));
            }
        }
    }

    static final class End extends PendingRequest {
        private final Writer.EndSession end;

        End(Writer.EndSession end, long nowNanos) {
            super(end.replyTo(), nowNanos);
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
        String what() {
            return "the end of session " + end.session().id();
        }

        @Override
        void written(Written written, GroupReplies answers) {
            if (written instanceof Written.Ended ended) {
                // What this very request may have ended before is not "already" ended to whoever asked.
                boolean already = ended.before() && !maybeStored();
                answers.add(
                        end.replyTo(),
                        already
                                ? new Writer.AlreadyEnded(ended.session())
                                : new Writer.Ended(ended.session(), ended.lastSeq()));
            } else {
                notDone(written, answers);
            }
        }
    }

    static final class SetCode extends PendingRequest {
        private final Writer.SetJoinCode set;

        SetCode(Writer.SetJoinCode set, long nowNanos) {
            super(set.replyTo(), nowNanos);
            this.set = set;
        }

        @Override
        long sessionNumber() {
            return set.session().number();
        }

        @Override
        Write write() {
            return new Write.SetJoinCode(set.session(), set.drawn());
        }

        @Override
        String what() {
            return "a join code of session " + set.session().id();
        }

        @Override
        void written(Written written, GroupReplies answers) {
            if (written instanceof Written.JoinCodeSet stored) {
                answers.add(set.replyTo(), new Writer.JoinCodeSet(stored.code()));
            } else if (written == Written.SessionEnded.INSTANCE) {
                notStored(Refusal.ALREADY_ENDED.refused(), answers);
            } else {
                notDone(written, answers);
            }
        }
    }

    static final class People extends PendingRequest {
        private final Writer.ChangePeople change;

        People(Writer.ChangePeople change, long nowNanos) {
            super(change.replyTo(), nowNanos);
            this.change = change;
        }

        @Override
        long sessionNumber() {
            return 0;
        }

        @Override
        long bytes() {
            return super.bytes() + write().bytes();
        }

        @Override
        Write write() {
            return new Write.ChangePeople(change.change());
        }

        @Override
        String what() {
            return "a change of people";
        }

        @Override
        void written(Written written, GroupReplies answers) {
            if (written instanceof Written.PeopleChanged changed) {
                answers.add(change.replyTo(), new Writer.PeopleChanged(changed.outcome()));
            } else {
                notDone(written, answers);
            }
        }
    }

    static final class Joins extends PendingRequest {
        private final Writer.NoteJoins note;

        Joins(Writer.NoteJoins note, long nowNanos) {
            super(note.replyTo(), nowNanos);
            this.note = note;
        }

        @Override
        long sessionNumber() {
            return note.session().number();
        }

        @Override
        long bytes() {
            return super.bytes() + 64L * (note.joined().size() + note.gone().size());
        }

        @Override
        Write write() {
            return new Write.NoteJoins(note.session(), note.joined(), note.gone());
        }

        @Override
        String what() {
            return "joins of session " + note.session().id();
        }

        @Override
        void written(Written written, GroupReplies answers) {
            if (written instanceof Written.JoinsNoted noted) {
                answers.add(note.replyTo(), new Writer.JoinsNoted(noted.firstJoins()));
            } else {
                notDone(written, answers);
            }
        }
    }
}
