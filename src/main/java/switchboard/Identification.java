package switchboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.control.ControlSocket;
import switchboard.control.TeacherOrders;
import switchboard.failures.LoggedFailures;
import switchboard.files.PrivateFiles;
import switchboard.http.routing.Identities;
import switchboard.http.scheduling.SideThreads;
import switchboard.identity.tokens.AuthSettings;
import switchboard.identity.tokens.OwnKeys;
import switchboard.identity.tokens.OwnTokens;
import switchboard.identity.tokens.Revocations;
import switchboard.identity.tokens.Tokens;
import switchboard.people.Answer;
import switchboard.people.ClaimDesk;
import switchboard.people.PageLinks;
import switchboard.people.People;
import switchboard.people.PeopleStore;
import switchboard.people.Reception;
import switchboard.people.Secret;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;
import switchboard.time.Deadlines;
import switchboard.time.Questions;

/** How this server knows who asks, put together from its settings and what lies in its data folder. */
final class Identification {
    /** The file in the data folder with the link that makes the first teacher, while there is none. */
    static final String SETUP_FILE = "setup-link";

    private static final Logger LOG = LoggerFactory.getLogger(Identification.class);

    /** Tokens that wait to be judged: a school that joins at once. Whoever comes beyond may try again. */
    private static final int MOST_TOKENS_WAITING = 10_000;

    private final Path data;
    private final Optional<Identities> identities;

    private Identification(Path data, Optional<Identities> identities) {
        this.data = data;
        this.identities = identities;
    }

    /**
     * Reads keys, and what is void.
     *
     * @param revocations is told of that
     */
    static Identification of(
            Settings settings,
            ActorSystem<?> system,
            Guardian.Actors actors,
            Revocations revocations,
            Clock clock,
            LongSupplier ticker)
            throws StartFailure {
        AuthSettings auth = settings.auth();
        if (auth.mode() == AuthSettings.Mode.OPEN) {
            return new Identification(settings.data(), Optional.empty());
        }
        Optional<OwnTokens> own = auth.handsOutTokens() ? Optional.of(ownTokens(settings.data())) : Optional.empty();
        Tokens tokens = Tokens.of(
                auth,
                own,
                revocations,
                clock,
                SideThreads.of("tokens", SideThreads.half(), new ArrayBlockingQueue<>(MOST_TOKENS_WAITING)));
        Optional<Reception> reception = Optional.empty();
        if (own.isPresent()) {
            People people = new People(
                    new PeopleStore(actors.writer(), actors.history(), new Questions(system, ticker), revocations),
                    own.get(),
                    revocations,
                    settings.people(),
                    clock,
                    () -> removeSetup(settings.data(), system));
            if (people.load().toCompletableFuture().join() instanceof Answer.NotDone<?> notDone) {
                throw new StartFailure("who may say that they are somebody cannot be read: "
                        + notDone.refused().message());
            }
            reception = Optional.of(new Reception(people, desk(system, people, settings, clock, ticker)));
        }
        return new Identification(settings.data(), Optional.of(new Identities(tokens, revocations, reception)));
    }

    private static OwnTokens ownTokens(Path data) throws StartFailure {
        try {
            return new OwnTokens(OwnKeys.of(data.resolve(OwnKeys.FILE)));
        } catch (IOException e) {
            throw new StartFailure("the keys of this server's tokens cannot be read: " + e.getMessage(), e);
        }
    }

    /** Restarted at once: who waits there asks again. */
    private static ActorRef<ClaimDesk.Command> desk(
            ActorSystem<?> system, People people, Settings settings, Clock clock, LongSupplier ticker) {
        return system.systemActorOf(
                Behaviors.supervise(LoggedFailures.restarting(
                                "claim-desk", ClaimDesk.create(people::reclaim, settings.people(), clock, ticker)))
                        .onFailure(SupervisorStrategy.restart().withLoggingEnabled(false)),
                "claim-desk",
                Props.empty());
    }

    Optional<Identities> identities() {
        return identities;
    }

    /**
     * Where there is no teacher yet, makes the link of the first one and puts it into its file.
     *
     * @param address where the page is
     * @return the link, for the terminal of whoever has started the server; empty where there is a teacher
     */
    Optional<String> offerSetup(String address) throws StartFailure {
        Optional<People> people = identities.flatMap(Identities::reception).map(Reception::people);
        if (people.isEmpty()) {
            return Optional.empty();
        }
        Optional<Secret> secret = people.get()
                .offerSetup()
                .toCompletableFuture()
                .join()
                .either(offered -> offered, refused -> {
                    LOG.atWarn()
                            .addKeyValue(LogFields.EVENT, LogEvents.SETUP_NOT_OFFERED)
                            .log("No link for a first teacher was made: {}", refused.message());
                    return Optional.empty();
                });
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        String link = address + PageLinks.ofSetup(secret.get());
        Path file = data.resolve(SETUP_FILE);
        try {
            PrivateFiles.write(file, link + "\n");
        } catch (IOException e) {
            throw new StartFailure("cannot write " + file + ": " + e, e);
        }
        LOG.atInfo()
                .addKeyValue(LogFields.EVENT, LogEvents.SETUP_OFFERED)
                .log("There is no teacher yet. The link that makes the first one is in {}", file.toAbsolutePath());
        return Optional.of(link);
    }

    /**
     * Takes orders about teachers from whoever may use the data folder.
     *
     * @param address where the page is
     * @return what to close in the end; empty where this server has no teachers, or cannot do it
     */
    Optional<ControlSocket> takeOrders(String address, Deadlines deadlines) {
        return identities
                .flatMap(Identities::reception)
                .flatMap(known -> ControlSocket.open(data, new TeacherOrders(known.people(), address), deadlines));
    }

    private static void removeSetup(Path data, ActorSystem<?> system) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
        CompletableFuture.runAsync(
                () -> {
                    Path file = data.resolve(SETUP_FILE);
                    try {
                        Files.deleteIfExists(file);
                    } catch (IOException e) {
                        LOG.atWarn()
                                .addKeyValue(LogFields.EVENT, LogEvents.SETUP_FILE_LEFT)
                                .log("{} cannot be removed ({}): its link has been used and lets nobody in", file, e);
                    }
                },
                blocking);
    }
}
