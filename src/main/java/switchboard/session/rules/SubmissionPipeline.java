package switchboard.session.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.protocol.values.Content;
import switchboard.protocol.values.Draft;
import switchboard.protocol.values.MessageId;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.UserId;
import switchboard.session.api.NotEnrolled;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.Submission;
import switchboard.session.api.Submitter;
import switchboard.store.NewMessage;
import switchboard.store.StorageRoom;
import switchboard.store.StoredSize;

/**
 * A session's frames until the writer has answered them: which are refused, and which wait for the disk. The rate is
 * checked first, since every frame counts; then whether its sender is enrolled; then {@link SubmitRules}; then whether
 * one more message can be stored.
 */
public final class SubmissionPipeline {

    /** What becomes of a frame. */
    public sealed interface Decision {}

    /** It is to be appended, and its submitter waits for what becomes of it. */
    public record Taken(NewMessage message, Submitter submitter) implements Decision {
        /** Whether its answer says how many get it. */
        public boolean wantsReceipt() {
            return message.ref() != null || submitter.wantsReceipt();
        }
    }

    /** It goes no further, and this is the answer. */
    public record NotTaken(SessionEvent.Answer answer) implements Decision {}

    /** It is refused, unless its ref is known: then it was accepted before, whatever it holds now. */
    public record NotTakenUnlessKnown(MessageId message, Submitter submitter, Ref ref, SessionEvent.Answer refusal)
            implements Decision {}

    /** Guests leave this fraction of what a session may store to those whom it is for. */
    private static final int LEFT_BY_GUESTS = 10;

    private static final Refused FULL_FOR_GUESTS = Refusal.SESSION_FULL.because(
            "the session is nearly full: what is left is for its students and its creator");

    private final UserId creator;
    private final Enrolment enrolment;
    private final SubmitRules rules;
    private final RateLimits rates;
    private final SessionRate sessionRate;
    private final long maxBytes;
    private final StorageRoom storage;
    /** In the order in which they were appended: retried, they must keep it. */
    private final Map<MessageId, Taken> pending = new LinkedHashMap<>();

    /** Frames that are refused, unless the pending message of this id turns out to have their ref. */
    private final Map<MessageId, List<NotTakenUnlessKnown>> dependent = new HashMap<>();

    /** Those whose ref is looked up, or is to be once a pending message is answered. */
    private final Map<MessageId, Submitter> undecided = new HashMap<>();

    private long pendingBytes;
    private long storedBytes;

    /**
     * @param maxBytes what the session may hold, beyond which it can be read but not written
     * @param storage what the whole server may hold
     */
    public SubmissionPipeline(
            UserId creator, Enrolment enrolment, RateSettings rates, long maxBytes, StorageRoom storage) {
        this.creator = creator;
        this.enrolment = enrolment;
        this.rules = new SubmitRules(enrolment);
        this.rates = new RateLimits(rates);
        this.sessionRate = new SessionRate(rates);
        this.maxBytes = maxBytes;
        this.storage = storage;
    }

    /** @param active whether the session has not ended, as far as is known here */
    public Decision take(Submitter submitter, Submission frame, boolean active, long now) {
        boolean guest = isGuest(submitter);
        Optional<RateLimits.Excess> excess = rates.count(submitter.user(), submitter.role(), guest, now);
        if (excess.isPresent()) {
            Refused refused = excess.get().refused();
            return new NotTaken(
                    excess.get().flooding()
                            ? new SessionEvent.Flooding(refused)
                            : new SessionEvent.NotAccepted(refused));
        }
        if (!enrolment.allows(submitter.user(), submitter.role())) {
            return notTaken(submitter, frame, NotEnrolled.refused(submitter.user()));
        }
        SubmitRules.Verdict verdict = rules.judge(submitter.role(), frame.frame());
        if (verdict instanceof SubmitRules.Denied denied) {
            return notTaken(submitter, frame, denied.refused());
        }
        Draft draft = ((SubmitRules.Allowed) verdict).draft();
        long bytes = StoredSize.of(draft);
        // What an earlier actor got may be in the log already, and must not be refused then: the writer finds out.
        if (!frame.resubmitted()) {
            if (!active) {
                return notTaken(submitter, frame, Refusal.SESSION_ENDED.refused());
            }
            Optional<Refused> noRoom = noRoom(guest, bytes, now);
            if (noRoom.isPresent()) {
                return notTaken(submitter, frame, noRoom.get());
            }
        }
        Taken taken = new Taken(
                new NewMessage(
                        frame.message(),
                        submitter.user(),
                        draft,
                        frame.frame().ref(),
                        frame.searchAfterSeq(),
                        frame.resubmitted()),
                submitter);
        pending.put(frame.message(), taken);
        pendingBytes += bytes;
        return taken;
    }

    /** A student of the session is in the list, whoever else it is that says so. */
    private boolean isGuest(Submitter submitter) {
        return submitter.role() != Role.STUDENT
                && !submitter.user().equals(creator)
                && !enrolment.contains(submitter.user());
    }

    /** Why so much more may not be stored now; empty if it may, which is then counted. */
    private Optional<Refused> noRoom(boolean guest, long bytes, long now) {
        long ofSession = storedBytes + pendingBytes + bytes;
        if (ofSession > maxBytes) {
            return Optional.of(Refusal.SESSION_FULL.refused());
        }
        if (guest && ofSession > maxBytes - maxBytes / LEFT_BY_GUESTS) {
            return Optional.of(FULL_FOR_GUESTS);
        }
        if (!storage.hasRoomFor(guest, ofSession)) {
            return Optional.of(storage.refused());
        }
        return sessionRate.count(guest, bytes, now);
    }

    /** The writer has answered this one, which is pending no more. Null if it was not. */
    @Nullable
    public Taken answered(MessageId message) {
        Taken taken = pending.remove(message);
        if (taken != null) {
            pendingBytes -= taken.message().storedBytes();
        }
        return taken;
    }

    /**
     * Whether a message of this ref waits for the writer: the frame's answer then depends on it, and comes back by
     * {@link #dependedOn}.
     */
    public boolean dependsOnPending(NotTakenUnlessKnown refused) {
        for (Taken taken : pending.values()) {
            NewMessage message = taken.message();
            if (refused.ref().equals(message.ref())
                    && refused.submitter().user().equals(message.from())) {
                dependent
                        .computeIfAbsent(message.id(), unseen -> new ArrayList<>())
                        .add(refused);
                return true;
            }
        }
        return false;
    }

    /** Takes those whose answer depended on this message, which the writer has answered. */
    public List<NotTakenUnlessKnown> dependedOn(MessageId answered) {
        List<NotTakenUnlessKnown> frames = dependent.remove(answered);
        return frames == null ? List.of() : frames;
    }

    /** The ref of this frame has been looked up, and its submitter is answered. */
    public void decided(NotTakenUnlessKnown frame) {
        undecided.remove(frame.message());
    }

    /** The frames that have no answer yet, and whose they are. */
    public Map<MessageId, Submitter> unanswered() {
        Map<MessageId, Submitter> unanswered = new HashMap<>(undecided);
        pending.forEach((message, taken) -> unanswered.put(message, taken.submitter()));
        return unanswered;
    }

    /** Whether a frame of this submitter has no answer yet. */
    public boolean hasUnanswered(Submitter submitter) {
        return unanswered().containsValue(submitter);
    }

    /** What the writer has not answered, in the order in which it was taken. */
    public Collection<Taken> pending() {
        return Collections.unmodifiableCollection(pending.values());
    }

    /** One more message is in the log. */
    public void stored(Content content) {
        storedBytes += StoredSize.of(content);
    }

    /** What the log holds, by the one who knows. */
    public void storedInAll(long bytes) {
        storedBytes = bytes;
    }

    /** Forgets the users whose rate does not matter any more; returns whether nobody is left. */
    public boolean expireIdleUsers(long now) {
        return rates.expireIdle(now) == 0;
    }

    /** Whether nothing waits for the disk, and nobody's rate of the last minute matters any more. */
    public boolean isIdle(long now) {
        return expireIdleUsers(now) && pending.isEmpty();
    }

    private Decision notTaken(Submitter submitter, Submission frame, Refused refused) {
        SessionEvent.Answer refusal = new SessionEvent.NotAccepted(refused);
        Ref ref = frame.frame().ref();
        if (ref == null) {
            return new NotTaken(refusal);
        }
        undecided.put(frame.message(), submitter);
        return new NotTakenUnlessKnown(frame.message(), submitter, ref, refusal);
    }
}
