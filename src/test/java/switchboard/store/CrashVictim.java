package switchboard.store;

import static switchboard.store.StoreSamples.question;
import static switchboard.store.StoreSamples.withRef;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.SessionId;
import switchboard.store.sqlite.SqliteDatabase;
import switchboard.store.writer.Writer;

/**
 * A process that stores messages as fast as it can and prints what was acknowledged, until it is killed. Calls the
 * messages of a session m0, m1 … and begins a little before the end of its log, as a client does that does not know
 * what of it has arrived.
 */
final class CrashVictim {
    private static final int UNANSWERED = 200;
    private static final int SENT_AGAIN = 10;

    private CrashVictim() {}

    public static void main(String[] arguments) throws StoreException {
        Clock clock = Clock.systemUTC();
        Database database = SqliteDatabase.open(Path.of(arguments[0]), StoreSamples.SQLITE, clock);
        List<StoredSession> sessions = Rows.active(database);
        Map<SessionId, AtomicLong> next = new HashMap<>();
        for (StoredSession session : sessions) {
            next.put(session.info().id(), new AtomicLong(Math.max(0, database.head(session.key()) - SENT_AGAIN)));
        }
        ActorSystem.create(sender(database, sessions, next), "victim");
    }

    private static Behavior<Writer.Outcomes> sender(
            Database database, List<StoredSession> sessions, Map<SessionId, AtomicLong> next) {
        return Behaviors.setup(context -> {
            ActorRef<Writer.Command> writer =
                    context.spawn(Writer.create(database, StoreSamples.WRITER, System::nanoTime), "writer");
            for (int i = 0; i < UNANSWERED; i++) {
                send(writer, sessions.get(i % sessions.size()), next, context.getSelf());
            }
            return Behaviors.receiveMessage(outcomes -> {
                StringBuilder lines = new StringBuilder();
                for (AppendOutcome outcome : outcomes.outcomes()) {
                    Message message = outcome instanceof AppendOutcome.Duplicate duplicate
                            ? duplicate.first()
                            : ((AppendOutcome.Appended) outcome).message();
                    lines.append(message.session()).append(' ');
                    lines.append(message.seq()).append(' ').append(message.id()).append(" .\n");
                    StoredSession session = sessions.stream()
                            .filter(s -> s.info().id().equals(message.session()))
                            .findFirst()
                            .orElseThrow();
                    send(writer, session, next, context.getSelf());
                }
                PrintStream out = System.out;
                out.print(lines);
                out.flush();
                return Behaviors.same();
            });
        });
    }

    private static void send(
            ActorRef<Writer.Command> writer,
            StoredSession session,
            Map<SessionId, AtomicLong> next,
            ActorRef<Writer.Outcomes> replyTo) {
        String ref = "m" + next.get(session.info().id()).getAndIncrement();
        NewMessage message = withRef(ref, question("{\"x\":\"" + "y".repeat(180) + "\"}"));
        writer.tell(new Writer.Append(session.key(), message, Long.MAX_VALUE, replyTo));
    }
}
