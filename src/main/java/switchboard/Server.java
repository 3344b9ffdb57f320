package switchboard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.Connections;
import switchboard.connection.outbound.OutboxBudget;
import switchboard.connection.websocket.Upgrade;
import switchboard.control.ControlSocket;
import switchboard.files.PrivateFiles;
import switchboard.http.HttpServer;
import switchboard.http.api.HttpApi;
import switchboard.identity.tokens.Revocations;
import switchboard.net.Authority;
import switchboard.ops.Health;
import switchboard.ops.HealthBoard;
import switchboard.session.api.HubProtocol;
import switchboard.store.Database;
import switchboard.store.StoreException;
import switchboard.store.sqlite.SqliteDatabase;
import switchboard.store.writer.Writer;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Deadlines;
import switchboard.time.Questions;
import switchboard.time.RunningTime;
import switchboard.web.WebFiles;

/**
 * The running server, from the open database to the last closed socket.
 *
 * <p>Lifecycle: {@link #start} returns once it listens; {@link #stop} drains it, and may be called from any thread,
 * more than once. {@link #whenTerminated} completes at the end, however it came.
 */
public final class Server {
    /** The file in the data folder that says on which port the server listens: for scripts, where port 0 was set. */
    static final String PORT_FILE = "switchboard.port";

    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private static final Duration START_WITHIN = Duration.ofSeconds(30);

    /** How much longer than its own limit a step may take before the server goes on without it. */
    private static final Duration SLACK = Duration.ofSeconds(1);

    private final Settings settings;
    private final ActorSystem<Guardian.Command> system;
    private final Guardian.Actors actors;
    private final HttpServer http;
    private final LongSupplier ticker;
    private final Questions questions;
    private final CompletionStage<Done> terminated;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private Optional<String> setupLink = Optional.empty();
    private Optional<ControlSocket> control = Optional.empty();

    private Server(
            Settings settings,
            ActorSystem<Guardian.Command> system,
            Guardian.Actors actors,
            HttpServer http,
            LongSupplier ticker,
            CompletionStage<Done> terminated) {
        this.settings = settings;
        this.system = system;
        this.actors = actors;
        this.http = http;
        this.ticker = ticker;
        this.questions = new Questions(system, ticker);
        this.terminated = terminated.thenApply(done -> {
            if (stopping.get()) {
                LOG.atInfo()
                        .addKeyValue(LogFields.EVENT, LogEvents.SERVER_STOPPED)
                        .log("stopped");
            }
            return done;
        });
    }

    /**
     * Opens the database, starts all actors and listens on the address of the settings.
     *
     * @throws StartFailure with one sentence for people, if any of it cannot be done; nothing is left open then
     */
    public static Server start(Settings settings) throws StartFailure {
        RunningTime time = RunningTime.of(System::nanoTime);
        // On another core, while the database is opened: these two take most of the time of a start.
        CompletableFuture.runAsync(HttpApi::prepare);
        try {
            Server server = start(settings, Clock.systemUTC(), time);
            server.terminated.thenRun(time::close);
            return server;
        } catch (StartFailure failure) {
            time.close();
            throw failure;
        }
    }

    static Server start(Settings settings, Clock clock, LongSupplier ticker) throws StartFailure {
        Database database;
        try {
            database = SqliteDatabase.open(settings.data(), settings.sqlite(), clock);
        } catch (StoreException e) {
            throw new StartFailure(e.forOperators(), e);
        }
        return start("switchboard", settings, database, clock, ticker);
    }

    /**
     * Starts with this database, which the server closes in the end.
     *
     * @param name of the actor system; the names of its threads begin with it
     */
    static Server start(String name, Settings settings, Database database, Clock clock, LongSupplier ticker)
            throws StartFailure {
        BuildInfo build = BuildInfo.read();
        HealthBoard board = new HealthBoard(build.version(), build.commit(), settings.health(), clock, ticker);
        CompletableFuture<Guardian.Actors> started = new CompletableFuture<>();
        Revocations revocations = new Revocations(settings.people().tokenLifetime(), clock);
        ActorSystem<Guardian.Command> system = ActorSystem.create(
                Guardian.create(settings, database, board, revocations, clock, ticker, started),
                name,
                settings.config());
        AtomicReference<@Nullable ControlSocket> control = new AtomicReference<>();
        CompletionStage<Done> terminated = system.getWhenTerminated().thenApply(done -> {
            // However it ends, and before the database is closed: then the file may already be that of the next server.
            ControlSocket open = control.get();
            if (open != null) {
                open.close();
            }
            database.close();
            return done;
        });
        try {
            Deadlines.Deadline givingUp = new Deadlines(system, ticker)
                    .after(START_WITHIN, () -> started.completeExceptionally(new TimeoutException()));
            Guardian.Actors actors = started.join();
            givingUp.cancel();
            Identification identification = Identification.of(settings, system, actors, revocations, clock, ticker);
            HttpServer http = listen(settings, system, actors, identification, board, clock, ticker);
            Server server = new Server(settings, system, actors, http, ticker, terminated);
            String forLinks = server.addresses().forLinks();
            server.control = identification.takeOrders(forLinks, new Deadlines(system, ticker));
            server.control.ifPresent(control::set);
            server.announce(build);
            server.setupLink = identification.offerSetup(forLinks);
            return server;
        } catch (StartFailure | RuntimeException e) {
            system.terminate();
            terminated.toCompletableFuture().join();
            throw e instanceof StartFailure known ? known : new StartFailure("the server cannot start: " + e, e);
        }
    }

    private static HttpServer listen(
            Settings settings,
            ActorSystem<?> system,
            Guardian.Actors actors,
            Identification identification,
            HealthBoard board,
            Clock clock,
            LongSupplier ticker)
            throws StartFailure {
        OutboxBudget outboxes = new OutboxBudget(
                settings.connection().allQueuesBytes(), settings.connection().writeBytes());
        HttpApi api = new HttpApi(
                system,
                settings.http(),
                settings.sessions(),
                identification.identities(),
                actors.hub(),
                actors.history(),
                board,
                WebFiles.load().byPath(),
                (request, handshake) -> Upgrade.of(request)
                        .orElseThrow()
                        .accept(handshake, actors.connections(), settings.connection(), outboxes, clock, ticker),
                ticker);
        try {
            return HttpServer.bind(system, settings.http(), api, ticker)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new StartFailure(
                    "cannot listen on "
                            + Authority.of(
                                    settings.http().host(), settings.http().port()) + ": " + rootMessage(e)
                            + "; choose another switchboard.host or switchboard.port, or stop what listens there",
                    e);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnresolvedAddressException) {
            return "no such host";
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    private void announce(BuildInfo build) throws StartFailure {
        Path portFile = settings.data().resolve(PORT_FILE);
        try {
            PrivateFiles.write(portFile, address().getPort() + "\n");
        } catch (IOException e) {
            throw new StartFailure("cannot write " + portFile + ": " + e, e);
        }
        actors.health().tell(Health.Started.INSTANCE);
        Addresses addresses = addresses();
        LOG.atInfo()
                .addKeyValue(LogFields.EVENT, LogEvents.SERVER_STARTED)
                .addKeyValue(LogFields.PORT, address().getPort())
                .log(
                        "Switchboard {} is at {} (data in {}). {}",
                        build.version(),
                        String.join(" and ", addresses.all()),
                        settings.data().toAbsolutePath(),
                        addresses.advice(settings.auth().mode()));
    }

    /** Where it listens: with the port that was found where 0 was set. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Where it can be reached, in the form in which people type it. */
    public Addresses addresses() {
        return Addresses.of(settings.http().host(), address().getPort());
    }

    /** The link that makes the first teacher, where there is none yet: for the terminal, never for a log. */
    public Optional<String> setupLink() {
        return setupLink;
    }

    /** Whether it ended, or is ending, because {@link #stop} was called, and not by itself. */
    public boolean endedInOrder() {
        return stopping.get();
    }

    Guardian.Actors actors() {
        return actors;
    }

    ActorSystem<?> system() {
        return system;
    }

    /** Completes once the database is closed. */
    public CompletionStage<Done> whenTerminated() {
        return terminated;
    }

    /**
     * Ends the server in order: nobody new gets in; what was accepted is committed and answered; every socket gets
     * {@code closing} and 1012; the database is checkpointed and closed. Takes at most the times of
     * {@link ShutdownSettings} and a second more.
     */
    public CompletionStage<Done> stop() {
        if (stopping.compareAndSet(false, true)) {
            LOG.atInfo().addKeyValue(LogFields.EVENT, LogEvents.SERVER_STOPPING).log("stopping: draining connections");
            actors.health().tell(Health.Draining.INSTANCE);
            actors.hub().tell(HubProtocol.StopAdmitting.INSTANCE);
            Duration drainWithin = settings.shutdown().drainWithin();
            long deadline = ticker.getAsLong() + drainWithin.toNanos();
            // The writer hears of it first: while it waits between retries, nobody's frames would be answered.
            step("what waits for the disk", drainWithin, actors.writer(), Writer.Drain::new)
                    .thenCombine(
                            step("unanswered frames", drainWithin, actors.connections(), Connections.StopReading::new),
                            (drained, all) -> Done.getInstance())
                    .thenCompose(done -> step(
                            "what was accepted last",
                            Duration.ofNanos(Math.max(SLACK.toNanos(), deadline - ticker.getAsLong())),
                            actors.writer(),
                            Writer.Drain::new))
                    .thenCompose(
                            done -> closeAll(settings.shutdown().closeWithin().plus(SLACK)))
                    .thenCompose(done -> http.unbind())
                    .thenRun(() -> control.ifPresent(ControlSocket::close))
                    .thenRun(this::removePortFile)
                    .whenComplete((done, failure) -> system.terminate());
        }
        return terminated;
    }

    /** Closes WebSockets, and waits for answers that were given and not sent yet, such as those of long polls. */
    private CompletionStage<Done> closeAll(Duration within) {
        CompletableFuture<Done> answered = new CompletableFuture<>();
        Deadlines.Deadline givingUp = new Deadlines(system, ticker)
                .after(within, () -> answered.completeExceptionally(new TimeoutException()));
        http.whenAllAnswered().thenRun(() -> answered.complete(Done.getInstance()));
        return step("connections", within, actors.connections(), Connections.CloseAll::new)
                .thenCombine(answered.handle((done, late) -> untilThen("requests", late)), (closed, sent) -> {
                    givingUp.cancel();
                    return Done.getInstance();
                });
    }

    /** Asks an actor to finish. If it does not in time, the server warns and goes on without it. */
    private <C, R> CompletionStage<Done> step(
            String what, Duration within, ActorRef<C> actor, Function<ActorRef<R>, C> question) {
        return questions.ask(actor, question, within).handle((reply, late) -> untilThen(what, late));
    }

    private static Done untilThen(String what, @Nullable Throwable late) {
        if (late != null) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.DRAIN_INCOMPLETE)
                    .log("stopping without waiting any longer for {}", what);
        }
        return Done.getInstance();
    }

    /** Before the database is closed: after that the file may already be that of the next server. */
    private void removePortFile() {
        Path portFile = settings.data().resolve(PORT_FILE);
        try {
            Files.deleteIfExists(portFile);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.PORT_FILE_LEFT)
                    .log("{} cannot be removed ({}): it names a port where nobody listens any more", portFile, e);
        }
    }
}
