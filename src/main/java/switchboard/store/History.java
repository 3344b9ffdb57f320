package switchboard.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.EncodedMessage;
import switchboard.protocol.FrameWriter;
import switchboard.protocol.Message;
import switchboard.protocol.SessionId;
import switchboard.protocol.View;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Reads what is on disk, page by page, for everybody in turn. Never blocks the writer. To be started under supervision
 * that restarts: what waited in an actor that failed is not answered.
 */
public final class History {
    public sealed interface Command {}

    /**
     * Read the next page: what {@code view} shows of {@code after} &lt; seq ≤ {@code upTo}. One at a time for each
     * {@code replyTo}; it waits its turn and is never refused, and is dropped when {@code replyTo} stops. The page counts
     * against the pages in flight until {@link PageTaken}, or the next {@code Read} of the same {@code replyTo}.
     */
    public record Read(SessionKey session, View view, long after, long upTo, ActorRef<? super ReadReply> replyTo)
            implements Command {}

    /** The page that {@code reader} got last is not held any more. */
    public record PageTaken(ActorRef<? super ReadReply> reader) implements Command {}

    /** Find a session, active or ended. Goes before pages; too many at once are answered as failed. */
    public record FindSession(SessionId session, ActorRef<? super FindReply> replyTo) implements Command {}

    /** Read one row, to see that the database answers and is still the same file. Goes before pages. */
    public record Ping(ActorRef<? super PingReply> replyTo) implements Command {}

    public sealed interface ReadReply {}

    /**
     * @param messages what the view shows, in seq order
     * @param upTo everything visible with {@code after} &lt; seq ≤ {@code upTo} is in this page
     */
    public record Page(long after, long upTo, List<EncodedMessage> messages) implements ReadReply {
        public Page {
            messages = List.copyOf(messages);
        }
    }

    /** @param problem for the log */
    public record ReadFailed(String problem) implements ReadReply {}

    public sealed interface FindReply {}

    public record Found(Optional<StoredSession> session) implements FindReply {}

    public record FindFailed(String problem) implements FindReply {}

    /** @param problem empty where the database answered */
    public record PingReply(Optional<String> problem) {}

    /** An answer of a thread that reads, to the incarnation that asked. */
    private sealed interface ThreadReply extends Command {
        History by();
    }

    private record PageRead(History by, Reader reader, Page page, long bytes) implements ThreadReply {}

    private record PageNotRead(History by, Reader reader, String problem) implements ThreadReply {}

    /** @param answer tells whoever asked */
    private record LookedUp(History by, Runnable answer) implements ThreadReply {}

    private record ReaderGone(Reader reader) implements Command {}

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    private final ActorContext<Command> context;
    private final Database database;
    private final HistorySettings settings;
    private final Function<Message, EncodedMessage> encoder;
    private final ExecutorService threads;

    /** Everybody who waits for a page, gets one just now, or holds one. Nobody else is watched. */
    private final Map<ActorRef<?>, Reader> readers = new HashMap<>();

    private final ReadTurns<Reader> turns = new ReadTurns<>();
    private final Deque<Runnable> lookUps = new ArrayDeque<>();

    /** Threads that are reading. */
    private int busy;

    /** Pages that are held, and those that are being read at the size that they may get. */
    private long inFlightBytes;

    /** Whether reading failed last time: only the change is logged. */
    private boolean failing;

    /** A history of this database. Has threads of its own, which end with it. */
    public static Behavior<Command> create(Database database, HistorySettings settings) {
        return create(database, settings, FrameWriter::message);
    }

    /** @param encoder makes the frames of a page */
    static Behavior<Command> create(
            Database database, HistorySettings settings, Function<Message, EncodedMessage> encoder) {
        return Behaviors.setup(context -> new History(context, database, settings, encoder).reading());
    }

    private History(
            ActorContext<Command> context,
            Database database,
            HistorySettings settings,
            Function<Message, EncodedMessage> encoder) {
        this.context = context;
        this.database = database;
        this.settings = settings;
        this.encoder = encoder;
        this.threads = Executors.newFixedThreadPool(settings.readers(), work -> {
            Thread thread = new Thread(work, "switchboard-history");
            thread.setDaemon(true);
            return thread;
        });
    }

    private Behavior<Command> reading() {
        return Behaviors.receive(Command.class)
                .onMessage(Read.class, this::onRead)
                .onMessage(PageTaken.class, this::onPageTaken)
                .onMessage(FindSession.class, this::onFindSession)
                .onMessage(Ping.class, this::onPing)
                .onMessage(ThreadReply.class, reply -> reply.by() != this, stale -> Behaviors.same())
                .onMessage(PageRead.class, this::onPageRead)
                .onMessage(PageNotRead.class, this::onPageNotRead)
                .onMessage(LookedUp.class, this::onLookedUp)
                .onMessage(ReaderGone.class, this::onReaderGone)
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onRead(Read read) {
        Reader reader = readers.get(read.replyTo());
        if (reader == null) {
            reader = new Reader(read.replyTo());
            readers.put(read.replyTo(), reader);
            context.watchWith(read.replyTo(), new ReaderGone(reader));
        }
        release(reader);
        if (reader.waiting != null) {
            turns.remove(reader.waiting.session().number(), reader);
        }
        reader.waiting = read;
        if (!reader.busy) {
            turns.add(read.session().number(), reader);
        }
        return readOn();
    }

    private Behavior<Command> onPageTaken(PageTaken taken) {
        Reader reader = readers.get(taken.reader());
        if (reader != null) {
            release(reader);
            forgetIfIdle(reader);
        }
        return readOn();
    }

    private Behavior<Command> onFindSession(FindSession find) {
        ActorRef<? super FindReply> replyTo = find.replyTo();
        return lookUp(
                () -> ask(
                        () -> database.find(find.session()),
                        found -> new LookedUp(this, () -> replyTo.tell(new Found(found))),
                        problem -> new LookedUp(this, () -> replyTo.tell(new FindFailed(problem)))),
                () -> replyTo.tell(new FindFailed("too many look-ups wait")));
    }

    private Behavior<Command> onPing(Ping ping) {
        ActorRef<? super PingReply> replyTo = ping.replyTo();
        return lookUp(
                () -> ask(
                        () -> {
                            database.ping();
                            return true;
                        },
                        answered -> new LookedUp(this, () -> replyTo.tell(new PingReply(Optional.empty()))),
                        problem -> new LookedUp(this, () -> replyTo.tell(new PingReply(Optional.of(problem))))),
                () -> replyTo.tell(new PingReply(Optional.of("too many look-ups wait"))));
    }

    private Behavior<Command> lookUp(Runnable work, Runnable full) {
        if (lookUps.size() >= settings.waitingFinds()) {
            full.run();
            return Behaviors.same();
        }
        lookUps.add(work);
        return readOn();
    }

    /** Gives free threads what comes next. */
    private Behavior<Command> readOn() {
        while (busy < settings.readers()) {
            Runnable lookUp = lookUps.poll();
            if (lookUp != null) {
                lookUp.run();
                continue;
            }
            if (inFlightBytes > 0 && inFlightBytes + settings.pageBytes() > settings.inFlightBytes()) {
                break;
            }
            Reader next = turns.next();
            if (next == null) {
                break;
            }
            readPage(next);
        }
        return Behaviors.same();
    }

    private void readPage(Reader reader) {
        Read read = Objects.requireNonNull(reader.waiting);
        reader.waiting = null;
        reader.busy = true;
        inFlightBytes += settings.pageBytes();
        ask(() -> page(reader, read), page -> page, problem -> new PageNotRead(this, reader, problem));
    }

    /** Runs in a thread that reads. */
    private PageRead page(Reader reader, Read read) throws StoreException {
        long after = read.after();
        // One look at the log is bounded by what it passes over, not only by what it finds.
        long upTo = Math.max(after, Math.min(read.upTo(), after + settings.pageScan()));
        View view = read.view();
        PageBuilder page = new PageBuilder(view, encoder, settings.pageMessages(), settings.pageBytes());
        long covered =
                database.scan(read.session(), view.user(), view.role(), after, upTo, settings.pageMessages(), page);
        return new PageRead(this, reader, new Page(after, covered, page.messages()), page.bytes());
    }

    private Behavior<Command> onPageRead(PageRead read) {
        Reader reader = read.reader();
        pageEnded(reader);
        if (failing) {
            failing = false;
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_RECOVERED)
                    .log("Messages can be read again.");
        }
        if (!reader.gone) {
            release(reader);
            reader.heldBytes = read.bytes();
            inFlightBytes += read.bytes();
            reader.ref.tell(read.page());
            forgetIfIdle(reader);
        }
        return readOn();
    }

    private Behavior<Command> onPageNotRead(PageNotRead failed) {
        Reader reader = failed.reader();
        pageEnded(reader);
        if (!failing) {
            failing = true;
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_FAILED)
                    .log("Messages cannot be read: {}", failed.problem());
        }
        if (!reader.gone) {
            reader.ref.tell(new ReadFailed(failed.problem()));
            forgetIfIdle(reader);
        }
        return readOn();
    }

    private void pageEnded(Reader reader) {
        busy--;
        inFlightBytes -= settings.pageBytes();
        reader.busy = false;
        if (!reader.gone && reader.waiting != null) {
            // It asked again before it was answered, and so holds nothing but the page that comes now.
            turns.add(reader.waiting.session().number(), reader);
        }
    }

    private Behavior<Command> onLookedUp(LookedUp done) {
        busy--;
        done.answer().run();
        return readOn();
    }

    private Behavior<Command> onReaderGone(ReaderGone gone) {
        Reader reader = gone.reader();
        reader.gone = true;
        release(reader);
        if (reader.waiting != null) {
            turns.remove(reader.waiting.session().number(), reader);
        }
        readers.remove(reader.ref);
        return readOn();
    }

    private void release(Reader reader) {
        inFlightBytes -= reader.heldBytes;
        reader.heldBytes = 0;
    }

    private void forgetIfIdle(Reader reader) {
        if (!reader.busy && reader.waiting == null && reader.heldBytes == 0) {
            context.unwatch(reader.ref);
            readers.remove(reader.ref);
        }
    }

    private Behavior<Command> onEnd() {
        threads.shutdown();
        return Behaviors.same();
    }

    private <T> void ask(
            Work<T> work, Function<T, ? extends Command> onDone, Function<String, ? extends Command> onFailed) {
        busy++;
        CompletableFuture<T> done = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                done.complete(work.run());
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        context.pipeToSelf(done, (value, failure) -> {
            if (failure == null) {
                return onDone.apply(value);
            }
            if (failure instanceof StoreException known) {
                return onFailed.apply(known.sentence());
            }
            LOG.atError().addKeyValue(LogFields.EVENT, LogEvents.HISTORY_FAILED).log("Reading broke off", failure);
            return onFailed.apply("an internal error: " + failure);
        });
    }

    private interface Work<T> {
        T run() throws StoreException;
    }

    /** Somebody who reads. Touched by the actor only. */
    private static final class Reader {
        private final ActorRef<? super ReadReply> ref;
        private @Nullable Read waiting;
        private boolean busy;
        private long heldBytes;
        private boolean gone;

        Reader(ActorRef<? super ReadReply> ref) {
            this.ref = ref;
        }
    }
}
