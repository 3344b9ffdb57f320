package switchboard.session;

import static switchboard.session.Lesson.NOON;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.jspecify.annotations.Nullable;
import switchboard.protocol.frames.Refusal;
import switchboard.session.api.HubProtocol;
import switchboard.store.AppendOutcome;
import switchboard.store.StoreSamples;
import switchboard.store.StoredSession;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** What the writer of one session's log is asked, and what a test answers for it. */
final class WriterByHand {
    private final TestProbe<Writer.Command> probe;
    private final StoredSession session;
    private long head;

    WriterByHand(TestProbe<Writer.Command> probe, StoredSession session) {
        this.probe = probe;
        this.session = session;
    }

    /** What a session works with that has this writer; who joins is noted without it. */
    Session.Dependencies dependencies(
            ActorsExtension actors,
            TestProbe<HubProtocol.Command> hub,
            TestProbe<History.Command> history,
            SessionSettings settings) {
        return new Session.Dependencies(
                actors.kit().spawn(JoinNoter.before(probe.getRef())),
                hub.getRef(),
                history.getRef(),
                settings,
                Lesson.RATES,
                Lesson.storage(),
                actors.ticker());
    }

    /** The session asks where its log ends, and this is the answer. */
    void headIs(long seq, @Nullable Instant endedAt) {
        head = seq;
        Writer.ReadHead asked = probe.expectMessageClass(Writer.ReadHead.class);
        asked.replyTo().tell(StoreSamples.headRead(seq, 0, endedAt));
    }

    /** The next message that the session hands in. */
    Writer.Append append() {
        return probe.expectMessageClass(Writer.Append.class);
    }

    /** They are on disk, as one group. */
    void commit(Writer.Append... appends) {
        List<AppendOutcome> outcomes = new ArrayList<>();
        for (Writer.Append append : appends) {
            outcomes.add(new AppendOutcome.Appended(
                    append.message().inLog(session.info().id(), ++head, NOON)));
        }
        appends[0].replyTo().tell(new Writer.Outcomes(outcomes));
    }

    /** So many came to the log without the session. */
    void missed(int messages) {
        head += messages;
    }

    static void reject(Writer.Append append, Refusal refusal) {
        append.replyTo()
                .tell(new Writer.Outcomes(
                        List.of(new AppendOutcome.Rejected(append.message().id(), refusal))));
    }
}
