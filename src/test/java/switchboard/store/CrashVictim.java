package switchboard.store;

import static switchboard.store.StoreSamples.question;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.Message;
import switchboard.store.sqlite.SqliteDatabase;

/** A process that stores messages as fast as it can and prints what was acknowledged, until it is killed. */
final class CrashVictim {
    private static final int UNANSWERED = 200;

    private CrashVictim() {}

    public static void main(String[] arguments) throws StoreException {
        Clock clock = Clock.systemUTC();
        Database database = SqliteDatabase.open(Path.of(arguments[0]), StoreSamples.SQLITE, clock);
        List<StoredSession> sessions = database.activeSessions();
        ActorSystem.create(sender(database, sessions), "victim");
    }

    private static Behavior<Writer.Outcomes> sender(Database database, List<StoredSession> sessions) {
        return Behaviors.setup(context -> {
            ActorRef<Writer.Command> writer =
                    context.spawn(Writer.create(database, StoreSamples.WRITER, System::nanoTime), "writer");
            for (int i = 0; i < UNANSWERED; i++) {
                send(writer, sessions.get(i % sessions.size()), context.getSelf());
            }
            return Behaviors.receiveMessage(outcomes -> {
                StringBuilder lines = new StringBuilder();
                for (AppendOutcome outcome : outcomes.outcomes()) {
                    Message message = ((AppendOutcome.Appended) outcome).message();
                    lines.append(message.session()).append(' ');
                    lines.append(message.seq()).append(' ').append(message.id()).append(" .\n");
                    StoredSession session = sessions.stream()
                            .filter(s -> s.info().id().equals(message.session()))
                            .findFirst()
                            .orElseThrow();
                    send(writer, session, context.getSelf());
                }
                PrintStream out = System.out;
                out.print(lines);
                out.flush();
                return Behaviors.same();
            });
        });
    }

    private static void send(
            ActorRef<Writer.Command> writer, StoredSession session, ActorRef<Writer.Outcomes> replyTo) {
        writer.tell(new Writer.Append(session.key(), question("{\"x\":\"" + "y".repeat(180) + "\"}"), replyTo));
    }
}
