package switchboard.session;

import java.util.Collection;
import org.apache.pekko.actor.typed.ActorRef;
import switchboard.store.NewMessage;
import switchboard.store.SessionKey;
import switchboard.store.Writer;

/**
 * A session's log, which the writer keeps: what is handed in for it, and the question where it stands. Both are said
 * again to a writer that was started anew.
 */
final class SessionLog {
    private final SessionKey key;
    private final ActorRef<Writer.Command> writer;
    private final ActorRef<Writer.Outcomes> outcomes;
    private final ActorRef<Writer.HeadRead> heads;

    private long incarnation;
    private boolean readingHead;

    /**
     * @param outcomes hears what became of each message
     * @param heads hears where the log stands
     */
    SessionLog(
            SessionKey key,
            ActorRef<Writer.Command> writer,
            ActorRef<Writer.Outcomes> outcomes,
            ActorRef<Writer.HeadRead> heads) {
        this.key = key;
        this.writer = writer;
        this.outcomes = outcomes;
        this.heads = heads;
    }

    void append(NewMessage message) {
        writer.tell(new Writer.Append(key, message, incarnation, outcomes));
    }

    /** Asks where the log stands, unless that is being asked. */
    void readHead() {
        if (!readingHead) {
            readingHead = true;
            writer.tell(new Writer.ReadHead(key, heads));
        }
    }

    void headRead() {
        readingHead = false;
    }

    /**
     * This writer is there. To be called by an answer of its only while nothing is pending: with the new incarnation, what
     * is handed in next would overtake what is to be handed in again.
     */
    void writerIs(long incarnation) {
        this.incarnation = Math.max(this.incarnation, incarnation);
    }

    /** A writer was started. It may know nothing of what the one before was told. */
    void writerStarted(long incarnation, Collection<Submissions.Taken> pending) {
        writerIs(incarnation);
        for (Submissions.Taken waiting : pending) {
            append(waiting.message().again());
        }
        if (readingHead) {
            readingHead = false;
            readHead();
        }
    }
}
