package switchboard.session.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static switchboard.session.Lesson.ANN;
import static switchboard.session.Lesson.BOB;
import static switchboard.session.Lesson.NOT_ENROLLED;
import static switchboard.session.Lesson.TEACHER;
import static switchboard.testing.Records.set;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.Lesson;
import switchboard.session.api.ConnectionId;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Submission;
import switchboard.session.api.Submitter;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSize;
import switchboard.testing.Records;

class SubmissionPipelineTest {
    private static final ConnectionId CONNECTION = new ConnectionId(1);
    private static final long ONE = StoredSize.of(Lesson.content("x"));
    private static final long MINUTE = Duration.ofSeconds(60).toNanos();

    private final SubmissionPipeline submissions = submissions(100, 2 * ONE);
    private final Submitter ann = new Somebody(ANN, Role.STUDENT);

    /** Somebody without a connection. */
    private record Somebody(UserId user, Role role) implements Submitter {
        @Override
        public boolean wantsReceipt() {
            return false;
        }

        @Override
        public void answerFollows() {
            throw new AssertionError("to decide is not to answer");
        }

        @Override
        public void answer(SessionEvent.Answered answered) {
            throw new AssertionError("to decide is not to answer");
        }
    }

    private static Submitter instructor(UserId user) {
        return new Somebody(user, Role.INSTRUCTOR);
    }

    @Test
    void whatIsTakenWaitsUntilTheWriterAnswersInTheOrderInWhichItCame() {
        SubmissionPipeline.Taken first = taken(submit("x"));
        SubmissionPipeline.Taken second = taken(submit("x"));
        assertThat(first.submitter()).isSameAs(ann);
        assertThat(first.message().from()).isEqualTo(ANN);
        assertThat(submissions.pending()).containsExactly(first, second);
        assertThat(submissions.answered(first.message().id())).isSameAs(first);
        assertThat(submissions.answered(first.message().id())).isNull();
        assertThat(submissions.pending()).containsExactly(second);
    }

    @Test
    void aSessionIsFullByWhatIsStoredAndWhatWaits() {
        submissions.storedInAll(ONE);
        SubmissionPipeline.Taken last = taken(submit("x"));
        assertThat(refusal(submit("x"))).isEqualTo(Refusal.SESSION_FULL);
        submissions.answered(last.message().id()); // Not stored.
        last = taken(submit("x"));
        submissions.answered(last.message().id());
        submissions.stored(last.message().draft().content());
        assertThat(refusal(submit("x"))).isEqualTo(Refusal.SESSION_FULL);
    }

    @Test
    void refusesInTheOrderOfTheContract() {
        SubmissionPipeline narrow = submissions(3, 0);
        Submission notAllowed = submit(Lesson.reply(BOB, "x"), false);
        assertThat(refusal(narrow, notAllowed, false)).isEqualTo(Refusal.NOT_PERMITTED);
        assertThat(refusal(narrow, submit("x"), false)).isEqualTo(Refusal.SESSION_ENDED);
        assertThat(refusal(narrow, submit("x"), true)).isEqualTo(Refusal.SESSION_FULL);
        assertThat(refusal(narrow, notAllowed, false)).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(narrow.pending()).isEmpty();
    }

    @Test
    void whatIsResubmittedIsLeftToTheWriterButCountsAndIsJudged() {
        SubmissionPipeline full = submissions(2, 0);
        SubmissionPipeline.Decision again = full.take(ann, submit(Lesson.question("x"), true), false, 0);
        assertThat(((SubmissionPipeline.Taken) again).message().resubmitted()).isTrue();
        assertThat(refusal(full, submit(Lesson.reply(BOB, "x"), true), true)).isEqualTo(Refusal.NOT_PERMITTED);
        assertThat(refusal(full, submit(Lesson.question("x"), true), true)).isEqualTo(Refusal.RATE_LIMITED);
    }

    @Test
    void isIdleOnceNothingIsPendingAndNoRateOfTheLastMinuteMatters() {
        assertThat(submissions.isIdle(0)).isTrue();
        SubmissionPipeline.Taken taken = taken(submit("x"));
        assertThat(submissions.isIdle(MINUTE)).as("it waits for the disk").isFalse();
        submissions.answered(taken.message().id());
        assertThat(submissions.isIdle(MINUTE)).isTrue();
        submissions.take(ann, submit("x"), true, MINUTE);
        assertThat(submissions.isIdle(2 * MINUTE - 1)).isFalse();
    }

    @Test
    void aRefusalWaitsForTheMessageOfItsRefThatWaitsItself() {
        Ref ref = new Ref("r");
        SubmissionPipeline.Taken first =
                taken(new SessionProtocol.Submit(CONNECTION, MessageId.next(), withRef("analytics", "r"), 0, false));
        SubmissionPipeline.NotTakenUnlessKnown refused = refusedUnlessKnown(withRef("request", "r"));
        SubmissionPipeline.NotTakenUnlessKnown other = refusedUnlessKnown(withRef("request", "other"));
        assertThat(first.message().ref()).isEqualTo(ref);
        assertThat(submissions.dependsOnPending(refused)).isTrue();
        assertThat(submissions.dependsOnPending(other)).isFalse();
        assertThat(submissions.dependedOn(refused.message())).isEmpty();
        submissions.answered(first.message().id());
        assertThat(submissions.dependedOn(first.message().id())).containsExactly(refused);
        assertThat(submissions.dependedOn(first.message().id())).as("once").isEmpty();
        assertThat(submissions.dependsOnPending(refused)).isFalse();
    }

    /** I5: a guest who fills a session leaves the last tenth of it to its students and its creator. */
    @Test
    void guestsLeaveTheLastTenth_I5() {
        SubmissionPipeline small = submissions(rates(100, 1_000), 20 * ONE, Lesson.storage());
        Submitter guest = instructor(NOT_ENROLLED);
        for (int i = 0; i < 18; i++) {
            assertThat(take(small, guest, Lesson.broadcast("x"))).isInstanceOf(SubmissionPipeline.Taken.class);
        }
        assertThat(refused(small, guest, Lesson.broadcast("x")).refusal()).isEqualTo(Refusal.SESSION_FULL);
        assertThat(refused(small, guest, Lesson.broadcast("x")).message()).contains("students and its creator");
        assertThat(take(small, ann, Lesson.question("x"))).isInstanceOf(SubmissionPipeline.Taken.class);
        assertThat(take(small, instructor(TEACHER), Lesson.broadcast("x")))
                .isInstanceOf(SubmissionPipeline.Taken.class);
        assertThat(refused(small, ann, Lesson.question("x")).refusal()).isEqualTo(Refusal.SESSION_FULL);
    }

    /** I5: 53 MiB/s came from one client who had an id for each message. */
    @Test
    void guestsUnderEverNewIdsShareTheRateOfTheSession_I5() {
        SubmissionPipeline limited = submissions(rates(100, 40), 1 << 20, Lesson.storage());
        for (int i = 0; i < 10; i++) {
            assertThat(take(limited, instructor(new UserId("i-" + i)), Lesson.broadcast("x")))
                    .isInstanceOf(SubmissionPipeline.Taken.class);
        }
        Refused refused = refused(limited, instructor(new UserId("i-10")), Lesson.broadcast("x"));
        assertThat(refused.refusal()).isEqualTo(Refusal.RATE_LIMITED);
        assertThat(refused.message()).contains("of the session");
        for (int i = 0; i < 40; i++) {
            assertThat(take(limited, ann, Lesson.question("x"))).isInstanceOf(SubmissionPipeline.Taken.class);
        }
        assertThat(refused(limited, ann, Lesson.question("x")).refusal()).isEqualTo(Refusal.RATE_LIMITED);
    }

    @Test
    void aKnownRefGoesBeforeTheRateOfTheSession() {
        SubmissionPipeline limited = submissions(rates(100, 4), 1 << 20, Lesson.storage());
        for (int i = 0; i < 4; i++) {
            take(limited, ann, Lesson.question("x"));
        }
        assertThat(take(limited, ann, withRef("analytics", "r")))
                .isInstanceOf(SubmissionPipeline.NotTakenUnlessKnown.class);
    }

    @Test
    void whatIsRefusedTakesNothingOfTheRateOfTheSession() {
        SubmissionPipeline limited = submissions(rates(100, 4), 1 << 20, Lesson.storage());
        for (int i = 0; i < 10; i++) {
            assertThat(refused(limited, ann, Lesson.broadcast("not hers")).refusal())
                    .isEqualTo(Refusal.NOT_PERMITTED);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(take(limited, ann, Lesson.question("x"))).isInstanceOf(SubmissionPipeline.Taken.class);
        }
    }

    /** I5: what is left of the disk is for those whom sessions are for, and first for those that hold little. */
    @Test
    void whereStorageIsNearlyFullGuestsAndThoseThatHoldMostAreRefused_I5() {
        StorageRoom storage = new StorageRoom("the database", 1_000_000);
        SubmissionPipeline some = submissions(rates(100, 100), 1 << 20, storage);
        storage.taken(950_000);
        Refused refused = refused(some, instructor(NOT_ENROLLED), Lesson.broadcast("x"));
        assertThat(refused.refusal()).isEqualTo(Refusal.STORAGE_FAILED);
        assertThat(take(some, ann, Lesson.question("x"))).isInstanceOf(SubmissionPipeline.Taken.class);
        some.storedInAll(20_000);
        assertThat(refused(some, ann, Lesson.question("x")).refusal()).isEqualTo(Refusal.STORAGE_FAILED);
    }

    private static SubmissionPipeline.Decision take(
            SubmissionPipeline submissions, Submitter from, IncomingFrame frame) {
        return submissions.take(from, submit(frame, false), true, 0);
    }

    private static Refused refused(SubmissionPipeline submissions, Submitter from, IncomingFrame frame) {
        SubmissionPipeline.NotTaken notTaken = (SubmissionPipeline.NotTaken) take(submissions, from, frame);
        return ((SessionEvent.NotAccepted) notTaken.answer()).refused();
    }

    private SubmissionPipeline.NotTakenUnlessKnown refusedUnlessKnown(IncomingFrame frame) {
        return (SubmissionPipeline.NotTakenUnlessKnown) submissions.take(
                ann, new SessionProtocol.Submit(CONNECTION, MessageId.next(), frame, 0, false), true, 0);
    }

    private static IncomingFrame withRef(String type, String ref) {
        return FrameReader.read(
                ("{\"type\":\"" + type + "\",\"ref\":\"" + ref + "\"}").getBytes(StandardCharsets.UTF_8),
                ProtocolVersion.V2);
    }

    private static SubmissionPipeline submissions(int rate, long maxBytes) {
        return submissions(rates(rate, 1_000_000), maxBytes, Lesson.storage());
    }

    private static RateSettings rates(int ofUser, int ofSession) {
        return Records.with(
                Lesson.RATES,
                set("student", ofUser),
                set("instructor", ofUser),
                set("guests", 100),
                set("sessionMessages", ofSession),
                set("sessionBytes", 1 << 30));
    }

    private static SubmissionPipeline submissions(RateSettings rates, long maxBytes, StorageRoom storage) {
        return new SubmissionPipeline(TEACHER, new Enrolment(Set.of(ANN, BOB)), rates, maxBytes, storage);
    }

    private static Submission submit(String question) {
        return submit(Lesson.question(question), false);
    }

    private static Submission submit(IncomingFrame frame, boolean again) {
        return new SessionProtocol.Submit(CONNECTION, MessageId.next(), frame, 0, again);
    }

    private SubmissionPipeline.Taken taken(Submission submit) {
        return (SubmissionPipeline.Taken) submissions.take(ann, submit, true, 0);
    }

    private Refusal refusal(Submission submit) {
        return refusal(submissions, submit, true);
    }

    private Refusal refusal(SubmissionPipeline submissions, Submission submit, boolean active) {
        SubmissionPipeline.NotTaken notTaken = (SubmissionPipeline.NotTaken) submissions.take(ann, submit, active, 0);
        return ((SessionEvent.NotAccepted) notTaken.answer()).refused().refusal();
    }
}
