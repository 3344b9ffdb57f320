package switchboard;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.connection.Connections;
import switchboard.ops.Health;
import switchboard.session.api.HubProtocol;
import switchboard.store.Database;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** What tests of other packages need of the server and users of it do not. */
public final class ServerAccess {
    private ServerAccess() {}

    public static Server start(String name, Settings settings, Database database, Clock clock, LongSupplier ticker)
            throws StartFailure {
        return Server.start(name, settings, database, clock, ticker);
    }

    public static ActorRef<HubProtocol.Command> hub(Server server) {
        return server.actors().hub();
    }

    public static ActorRef<Connections.Command> connections(Server server) {
        return server.actors().connections();
    }

    public static ActorRef<Writer.Command> writer(Server server) {
        return server.actors().writer();
    }

    public static ActorRef<History.Command> history(Server server) {
        return server.actors().history();
    }

    public static ActorRef<Health.Command> health(Server server) {
        return server.actors().health();
    }

    /** Whether it ended, or is ending, because it was told to. */
    public static boolean endedInOrder(Server server) {
        return server.endedInOrder();
    }

    public static ActorSystem<?> system(Server server) {
        return server.system();
    }
}
