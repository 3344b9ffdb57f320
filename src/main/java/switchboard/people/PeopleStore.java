package switchboard.people;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.identity.tokens.Revocations;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.session.api.StorageFailure;
import switchboard.store.PeopleReads;
import switchboard.store.history.History;
import switchboard.store.history.PeopleReply;
import switchboard.store.people.PeopleChange;
import switchboard.store.people.PeopleOutcome;
import switchboard.store.writer.Writer;
import switchboard.time.Questions;

/**
 * Asks the store about people, in words for them. What is void by a change is so by the time that this is answered.
 * Thread-safe, and never blocks.
 */
public final class PeopleStore {
    /** How long the writer and the readers may take: longer than the one retry that the writer makes. */
    private static final Duration STORE_ANSWERS_WITHIN = Duration.ofSeconds(20);

    static final Refused UNKNOWN_SECRET = Refusal.UNAUTHORIZED.because(
            "nobody is let in by this secret: it was used up, has expired or is void; ask for a new one");

    private final ActorRef<Writer.Command> writer;
    private final ActorRef<History.Command> history;
    private final Questions questions;
    private final Revocations revocations;

    /** @param revocations is told what is void */
    public PeopleStore(
            ActorRef<Writer.Command> writer,
            ActorRef<History.Command> history,
            Questions questions,
            Revocations revocations) {
        this.writer = writer;
        this.history = history;
        this.questions = questions;
        this.revocations = revocations;
    }

    /**
     * Asks the writer.
     *
     * @param done what was asked for, of an outcome; empty where the outcome is why there is none
     */
    <T> CompletionStage<Answer<T>> change(PeopleChange change, Function<PeopleOutcome, Optional<T>> done) {
        return questions
                .<Writer.Command, Writer.PeopleReply>ask(
                        writer, replyTo -> new Writer.ChangePeople(change, replyTo), STORE_ANSWERS_WITHIN)
                .thenApply(reply -> {
                    if (!(reply instanceof Writer.PeopleChanged changed)) {
                        return new Answer.NotDone<>(((Writer.NotStored) reply).refused());
                    }
                    revoke(changed.outcome());
                    return done.apply(changed.outcome())
                            .<Answer<T>>map(Answer.Done::new)
                            .orElseGet(() -> new Answer.NotDone<>(refused(changed.outcome())));
                });
    }

    private void revoke(PeopleOutcome outcome) {
        if (outcome instanceof PeopleOutcome.Changed changed) {
            revocations.revoke(changed.voided());
        } else if (outcome instanceof PeopleOutcome.LetIn letIn) {
            revocations.revoke(letIn.voided());
        }
    }

    private static Refused refused(PeopleOutcome outcome) {
        if (!(outcome instanceof PeopleOutcome.NotDone why)) {
            throw new IllegalStateException("the store answered another question: " + outcome);
        }
        return switch (why) {
            case UNKNOWN_SECRET -> UNKNOWN_SECRET;
            case TAKEN ->
                Refusal.USER_ID_TAKEN.because(
                        "another teacher has this user_id: choose another one, or ask them for a link for your device");
            case WHO -> Refusal.INVALID_USER_ID.because("user_id and name: this link needs both");
            case NOT_THEIRS -> Refusal.FORBIDDEN.because("the link is for a device of another teacher");
            case DOOR_CLOSED ->
                Refusal.UNKNOWN_CODE.because("no class has this join code now: ask for the code that is shown");
            case NOT_LISTED ->
                Refusal.STUDENT_NOT_FOUND.because("the session's list has no such name, or nobody has claimed it");
            case CLAIMED -> Refusal.CLAIM_REFUSED.because("another device has this name");
            case NO_SUCH_TEACHER -> Refusal.NOT_FOUND.because("no such teacher");
            case NO_SUCH_INVITE ->
                Refusal.INVITE_NOT_FOUND.because("no such invite: it was used, or taken back, or has expired");
            case TEACHERS_THERE -> Refusal.FORBIDDEN.because("there is a first teacher already");
        };
    }

    /** Asks the readers. */
    <T> CompletionStage<Answer<T>> read(PeopleReads.Query<T> query) {
        return questions
                .<History.Command, PeopleReply<T>>ask(
                        history, replyTo -> new History.ReadPeople<>(query, replyTo), STORE_ANSWERS_WITHIN)
                .thenApply(reply -> reply instanceof PeopleReply.Found<T> found
                        ? new Answer.Done<>(found.value())
                        : new Answer.NotDone<>(StorageFailure.unread(((PeopleReply.Unread<T>) reply).trouble())));
    }
}
