package switchboard;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import switchboard.connection.Connections;
import switchboard.logging.LogSettings;
import switchboard.logging.Logging;
import switchboard.logging.OneLine;
import switchboard.ops.Health;
import switchboard.session.api.HubProtocol;
import switchboard.store.Database;
import switchboard.store.history.History;
import switchboard.store.writer.Writer;

/** What tests of other packages need of the server and users of it do not. */
public final class ServerAccess {
    private static final Encoder<ILoggingEvent> TEXT = Logging.encoder(LogSettings.Format.TEXT, new LoggerContext());

    private ServerAccess() {}

    public static Server start(String name, Settings settings, Database database, Clock clock, LongSupplier ticker)
            throws StartFailure {
        return Server.start(name, settings, database, clock, ticker);
    }

    public static ActorRef<HubProtocol.Command> hub(Server server) {
        return server.parts().sessions();
    }

    public static ActorRef<Connections.Command> connections(Server server) {
        return server.parts().connections();
    }

    public static ActorRef<Writer.Command> writer(Server server) {
        return server.parts().writer();
    }

    /** The text of the line that it becomes in the log, with its end. */
    public static String logged(ILoggingEvent event) {
        return new String(TEXT.encode(OneLine.of(event, false)), StandardCharsets.UTF_8);
    }

    public static ActorRef<History.Command> history(Server server) {
        return server.parts().history();
    }

    public static ActorRef<Health.Command> health(Server server) {
        return server.parts().health();
    }

    /** Whether it ended, or is ending, because it was told to. */
    public static boolean endedInOrder(Server server) {
        return server.endedInOrder();
    }

    public static ActorSystem<?> system(Server server) {
        return server.system();
    }
}
