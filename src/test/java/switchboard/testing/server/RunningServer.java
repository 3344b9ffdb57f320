package switchboard.testing.server;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.ActorRef;
import switchboard.Server;
import switchboard.ServerAccess;
import switchboard.Settings;
import switchboard.StartFailure;
import switchboard.connection.ConnectionPoison;
import switchboard.ops.HealthPoison;
import switchboard.protocol.values.SessionId;
import switchboard.session.Faults;
import switchboard.settings.BadSettings;
import switchboard.settings.ConfigLayers;
import switchboard.store.Database;
import switchboard.store.HistoryPoison;
import switchboard.store.StoreException;
import switchboard.store.sqlite.SqliteDatabase;
import switchboard.testing.client.Api;
import switchboard.testing.client.Opening;
import switchboard.testing.client.RecordingClient;
import switchboard.testing.tokens.InvisibleTokens;
import switchboard.testing.tokens.School;

/** The real server in this process: a free port, a real SQLite file in a folder of the test, real sockets. */
public final class RunningServer implements AutoCloseable {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private final Server server;
    private final Api api;

    private RunningServer(Server server) {
        this.server = server;
        this.api = new Api(URI.create("http://127.0.0.1:" + port()));
    }

    /** How to start one; every setting may be changed by its path. */
    public static Starting in(Path data) {
        return new Starting(data);
    }

    public static final class Starting {
        private final Map<String, String> settings = new HashMap<>();
        private UnaryOperator<Database> databaseAround = database -> database;
        private Clock clock = Clock.systemUTC();
        private LongSupplier ticker = System::nanoTime;

        private Starting(Path data) {
            settings.put("switchboard.host", "127.0.0.1");
            settings.put("switchboard.port", "0");
            settings.put("switchboard.data", data.toString());
            if (InvisibleTokens.ON) {
                settings.putAll(School.settings());
            }
        }

        public Starting with(String key, Object value) {
            settings.put(key, value.toString());
            return this;
        }

        public Starting withAll(Map<String, String> more) {
            settings.putAll(more);
            return this;
        }

        /** For tests that send more than a person would. */
        public Starting withRates(int perMinute) {
            return with("switchboard.rate.student", perMinute).with("switchboard.rate.instructor", perMinute);
        }

        public Starting clock(Clock wallClock) {
            clock = wallClock;
            return this;
        }

        /** Moves rate windows, pings and the like; timers of actors go by real time nevertheless. */
        public Starting ticker(LongSupplier nanos) {
            ticker = nanos;
            return this;
        }

        /** Puts something of the test's between the server and its real database, such as a fault. */
        public Starting databaseAround(UnaryOperator<Database> around) {
            databaseAround = around;
            return this;
        }

        public RunningServer start() {
            Properties properties = new Properties();
            properties.putAll(settings);
            try {
                Settings read = Settings.from(ConfigLayers.load(null, Map.of(), properties));
                Database database = SqliteDatabase.open(read.data(), read.sqlite(), clock);
                return new RunningServer(ServerAccess.start(
                        CleanLog.nameForServer(), read, databaseAround.apply(database), clock, ticker));
            } catch (BadSettings e) {
                throw new AssertionError(e.problems().toString(), e);
            } catch (StoreException | StartFailure e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }
    }

    public int port() {
        return server.address().getPort();
    }

    public Server server() {
        return server;
    }

    public Api api() {
        return api;
    }

    /** A new session; its id. */
    public String session(String instructor, String... students) {
        return api.createdSession("A class", instructor, List.of(students));
    }

    /** How to connect a user; options may follow, then {@code open()}. */
    public Opening student(String session, String user) {
        return client(session, user, "student", "");
    }

    public Opening instructor(String session, String user) {
        return client(session, user, "instructor", "");
    }

    /** @param more of the query, such as {@code &after_seq=3} */
    public Opening client(String session, String user, String role, String more) {
        return RecordingClient.to(
                "127.0.0.1", port(), "/ws?user_id=" + user + "&role=" + role + "&session_id=" + session + more);
    }

    /** Has the actor of this class fail. */
    public void failSession(String session) {
        ServerAccess.hub(server)
                .tell(Faults.ofTheSession(SessionId.parse(session).orElseThrow(), poison()));
    }

    /** Has the hub fail. */
    public void failHub() {
        ServerAccess.hub(server).tell(Faults.ofTheHub(poison()));
    }

    /** Has the parent of all connections fail. */
    public void failConnections() {
        ServerAccess.connections(server).tell(ConnectionPoison.ofTheParent(poison()));
    }

    /** Has the reader of history fail. */
    public void failHistory() {
        ServerAccess.history(server).tell(HistoryPoison.of(poison()));
    }

    /** Has the self-check fail. */
    public void failHealth() {
        ServerAccess.health(server).tell(HealthPoison.of(poison()));
    }

    private static RuntimeException poison() {
        return new IllegalStateException("poisoned by a test");
    }

    /**
     * Has the actor of a connection fail.
     *
     * @param connection the {@code connection_id} of its {@code welcome}; {@code *} for all
     */
    public void failConnection(String connection) {
        ServerAccess.system(server)
                .classicSystem()
                .actorSelection("/user/connections/" + connection)
                .tell(ConnectionPoison.POISON, ActorRef.noSender());
    }

    /** Drains the server as a signal would, and waits for its end. */
    public void stop() {
        server.stop()
                .toCompletableFuture()
                .orTimeout(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        stop();
    }
}
