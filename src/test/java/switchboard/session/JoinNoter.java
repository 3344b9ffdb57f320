package switchboard.session;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.store.StoreSamples;
import switchboard.store.writer.Writer;

/** Stands before a writer that a test plays, for tests that are not about first joins: it notes them all at noon. */
public final class JoinNoter {
    private JoinNoter() {}

    public static Behavior<Writer.Command> before(ActorRef<Writer.Command> writer) {
        return Behaviors.receiveMessage(command -> {
            if (command instanceof Writer.NoteJoins note) {
                note.replyTo()
                        .tell(new Writer.JoinsNoted(note.joined().stream()
                                .map(joiner -> StoreSamples.firstJoin(joiner.user(), joiner.role(), Lesson.NOON))
                                .toList()));
            } else {
                writer.tell(command);
            }
            return Behaviors.same();
        });
    }
}
