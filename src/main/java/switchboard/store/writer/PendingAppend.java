package switchboard.store.writer;

import java.util.Optional;
import switchboard.protocol.frames.Refusal;
import switchboard.store.AppendOutcome;
import switchboard.store.NewMessage;
import switchboard.store.Trouble;
import switchboard.store.Write;
import switchboard.store.Written;

/** A message that waits to be appended. Its sender hears of it by an outcome, whatever becomes of it. */
final class PendingAppend extends Pending {
    private final Writer.Append append;

    PendingAppend(Writer.Append append, long nowNanos) {
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
    Optional<Write> lookUp() {
        NewMessage message = append.message();
        return Optional.of(new Write.LookUp(append.session(), message.id(), message.searchAfterSeq()));
    }

    @Override
    void written(Written written, GroupReplies answers) {
        if (written instanceof Written.AppendDone done) {
            answer(done.outcome(), answers);
        } else if (written instanceof Written.LookedUp lookedUp
                && lookedUp.found().isPresent()) {
            answer(new AppendOutcome.Appended(lookedUp.found().get()), answers);
        } else if (written instanceof Written.RefusedRow refused) {
            logRefused("message " + append.message().id(), refused);
            answer(new AppendOutcome.Failed(append.message().id(), false), answers);
        } else if (written == Written.Unreadable.INSTANCE) {
            failed(Trouble.DAMAGED, answers);
        } else {
            throw unexpected(written);
        }
    }

    @Override
    void failed(Trouble trouble, GroupReplies answers) {
        // Submitted before, and not looked up now: then it may be there.
        boolean indeterminate = maybeStored() || append.message().resubmitted();
        answer(new AppendOutcome.Failed(append.message().id(), indeterminate), answers);
    }

    @Override
    void busy(GroupReplies answers) {
        answer(new AppendOutcome.Rejected(append.message().id(), Refusal.BUSY), answers);
    }

    private void answer(AppendOutcome outcome, GroupReplies answers) {
        answers.add(append.replyTo(), outcome);
    }
}
