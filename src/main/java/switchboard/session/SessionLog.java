package switchboard.session;

import java.util.Collection;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.session.rules.SubmissionPipeline;
import switchboard.store.Joiner;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.writer.Writer;

/**
 * A session's log, which the writer keeps: what is appended to it, and the question where it stands. A writer that was
 * started anew is told both again.
 */
final class SessionLog {
    private final SessionKey key;
    private final ActorRef<Writer.Command> writer;
    private final ActorRef<Writer.Outcomes> outcomes;
    private final ActorRef<Writer.HeadReply> heads;
    private final ActorRef<Writer.JoinsReply> joins;

    private long incarnation;
    private boolean readingHead;
    private boolean loading;
    private boolean notingJoins;

    /**
     * @param outcomes hears what became of each message
     * @param heads hears where the log stands
     * @param joins hears who joined when for the first time
     */
    SessionLog(
            SessionKey key,
            ActorRef<Writer.Command> writer,
            ActorRef<Writer.Outcomes> outcomes,
            ActorRef<Writer.HeadReply> heads,
            ActorRef<Writer.JoinsReply> joins) {
        this.key = key;
        this.writer = writer;
        this.outcomes = outcomes;
        this.heads = heads;
        this.joins = joins;
    }

    void append(NewMessage message) {
        writer.tell(new Writer.Append(key, message, incarnation, outcomes));
    }

    /**
     * Asks for all that is to be known before anything else: where the log stands, whose session it is, and who ever
     * joined.
     */
    void load() {
        readHead(true);
    }

    /** Asks where the log stands, unless that is being asked. */
    void readHead() {
        if (!readingHead) {
            readHead(false);
        }
    }

    private void readHead(boolean withPeople) {
        readingHead = true;
        loading = withPeople;
        writer.tell(new Writer.ReadHead(key, withPeople, heads));
    }

    /**
     * Has these first joins noted, and others forgotten, all in one, unless that is under way with others. Returns
     * whether it is under way with these.
     */
    boolean noteJoins(List<Joiner> joiners, List<Joiner> gone) {
        if (notingJoins || (joiners.isEmpty() && gone.isEmpty())) {
            return false;
        }
        notingJoins = true;
        writer.tell(new Writer.NoteJoins(key, joiners, gone, joins));
        return true;
    }

    /** The answer to {@link #noteJoins} has come. */
    void joinsTold() {
        notingJoins = false;
    }

    void headRead() {
        readingHead = false;
    }

    /**
     * This writer is there. To be called by an answer of its only while nothing is pending: with the new incarnation,
     * what is appended next would overtake what is to be retried.
     */
    void writerIs(long incarnation) {
        this.incarnation = Math.max(this.incarnation, incarnation);
    }

    /** A writer was started. It may know nothing of what the one before was told. */
    void writerStarted(long incarnation, Collection<SubmissionPipeline.Taken> pending) {
        writerIs(incarnation);
        for (SubmissionPipeline.Taken taken : pending) {
            append(taken.message().again());
        }
        if (readingHead) {
            readHead(loading);
        }
        notingJoins = false;
    }
}
