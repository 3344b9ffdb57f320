package switchboard;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.connection.Connections;
import switchboard.session.Sessions;
import switchboard.store.Database;
import switchboard.store.Writer;

/** What tests of other packages need of the server and users of it do not. */
public final class ServerAccess {
    private ServerAccess() {}

    public static Server start(String name, Settings settings, Database database, Clock clock, LongSupplier ticker)
            throws StartFailure {
        return Server.start(name, settings, database, clock, ticker);
    }

    public static ActorRef<Sessions.Command> hub(Server server) {
        return server.parts().sessions();
    }

    public static ActorRef<Connections.Command> connections(Server server) {
        return server.parts().connections();
    }

    public static ActorRef<Writer.Command> writer(Server server) {
        return server.parts().writer();
    }

    public static ActorSystem<?> system(Server server) {
        return server.system();
    }
}
