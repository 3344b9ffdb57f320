package switchboard.store.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.net.AddressBlock;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.Role;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.ActivePage;
import switchboard.store.Database;
import switchboard.store.FirstJoin;
import switchboard.store.SessionKey;
import switchboard.store.StoreException;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.LookUpQueue.LookUp;
import switchboard.store.history.LookUpQueue.Work;
import switchboard.store.history.PageQueue.Reader;
import switchboard.store.history.SharedBatches.Place;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Reads what is on disk, page by page, for everybody in turn. Never blocks the writer. To be started under supervision
 * that restarts: what waited in an actor that failed is answered as failed, but for the message that it failed with.
 */
public final class History {
    public sealed interface Command {}

    /**
     * Read the next page: what {@code view} shows of {@code after} &lt; seq ≤ {@code upTo}. One at a time for each
     * {@code replyTo}; it waits its turn and is never refused, and is dropped when {@code replyTo} stops. The page
     * counts against the pages in flight until {@link PageTaken}, or the next {@code Read} of the same {@code replyTo}.
     */
    public record Read(
            SessionKey session,
            View view,
            long after,
            long upTo,
            AddressBlock client,
            ActorRef<? super ReadReply> replyTo)
            implements PageCommand {
        @Override
        public int limit() {
            return Integer.MAX_VALUE;
        }
    }

    /**
     * Read a page of at most {@code limit} messages up to the end of the log, wherever that is when the page is read.
     * For the rest as {@link Read}.
     */
    public record ReadToEnd(
            SessionKey session,
            View view,
            long after,
            int limit,
            AddressBlock client,
            ActorRef<? super ReadReply> replyTo)
            implements PageCommand {}

    /** Asks for a page. */
    public sealed interface PageCommand extends Command {
        SessionKey session();

        View view();

        long after();

        int limit();

        /** Where the reader comes from. */
        AddressBlock client();

        ActorRef<? super ReadReply> replyTo();
    }

    /** The page that {@code reader} got last is not held any more. */
    public record PageTaken(ActorRef<? super ReadReply> reader) implements Command {}

    /** Find a session, active or ended. Goes before pages; too many at once are answered as failed. */
    public record FindSession(SessionId session, ActorRef<? super FindReply> replyTo) implements Command {}

    /**
     * Read a page of the list of active sessions, newest first, of those behind {@code after}. Goes before pages; too
     * many at once are answered as failed.
     */
    public record ListActive(@Nullable SessionId after, int limit, ActorRef<? super ListReply> replyTo)
            implements Command {}

    /** Find what a user calls so. Goes before pages; too many at once are answered as failed. */
    public record FindRef(SessionKey session, UserId user, Ref ref, ActorRef<? super RefReply> replyTo)
            implements Command {}

    /**
     * Find who joined a session when for the first time. Goes before pages; too many at once are answered as failed.
     */
    public record FindJoins(SessionKey session, ActorRef<? super JoinsReply> replyTo) implements Command {}

    /** Read one row, to see that the database answers and is still the same file. Goes before pages. */
    public record Ping(ActorRef<? super PingReply> replyTo) implements Command {}

    public sealed interface ReadReply {}

    /**
     * @param messages what the view shows, in seq order
     * @param upTo everything visible with {@code after} &lt; seq ≤ {@code upTo} is in this page
     * @param end what was to be read up to: if {@code upTo} is less, there may be more
     */
    public record Page(long after, long upTo, long end, List<EncodedMessage> messages) implements ReadReply {
        public Page {
            messages = List.copyOf(messages);
        }

        private long bytes() {
            return messages.stream().mapToLong(EncodedMessage::bytes).sum();
        }
    }

    public record ReadFailed(Trouble trouble) implements ReadReply {}

    public sealed interface FindReply {}

    public sealed interface RefReply {}

    public sealed interface ListReply {}

    public record Listed(ActivePage page) implements ListReply {}

    public sealed interface JoinsReply {}

    public record RefFound(Optional<Message> message) implements RefReply {}

    public record JoinsFound(List<FirstJoin> firstJoins) implements JoinsReply {
        public JoinsFound {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    public record Found(Optional<StoredSession> session) implements FindReply {}

    public record FindFailed(Trouble trouble) implements FindReply, RefReply, JoinsReply, ListReply {}

    /** @param trouble empty where the database answered, and nothing in it is known to be damaged */
    public record PingReply(Optional<Trouble> trouble) {}

    /** An answer of a thread that reads, to the incarnation that asked. */
    private sealed interface ThreadReply extends Command {
        History by();
    }

    private record BatchRead(History by, Reading reading, LogBatch batch) implements ThreadReply {}

    private record BatchNotRead(History by, Reading reading, StoreException failure) implements ThreadReply {}

    /**
     * @param failure null where it was found, or found not to be there
     * @param answer tells whoever asked
     */
    private record LookedUp(
            History by, LookUp<?> lookUp, @Nullable StoreException failure, Runnable answer) implements ThreadReply {}

    /** The same to all incarnations: whoever watches somebody already may do so again with an equal message only. */
    private record ReaderGone(ActorRef<? super ReadReply> reader) implements Command {}

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    public record Poison(RuntimeException cause) implements Command {}

    /**
     * A look of a thread at a log.
     *
     * @param read what it was begun for
     * @param whole whether it is for whoever reads there, and not for the one view only
     * @param readers who waits for it; others may join them while it is under way, if it is whole
     */
    private record Reading(PageCommand read, boolean whole, List<Reader<PageCommand>> readers) {
        Place place() {
            return History.place(read);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    /**
     * Students of one session, waiting at the same time, from which on the whole log is read for all of them. A row of
     * the whole takes some ten times the CPU of one that the database filters out ({@code ReadBenchmark}), and most
     * rows are not for a student.
     */
    private static final int STUDENTS_WHO_SHARE = 8;

    /**
     * Students' ids in one page of the list of sessions: what one piece of an answer holds; more would be read for
     * nothing.
     */
    private static final long LIST_BYTES = 32 << 10;

    private final ActorContext<Command> context;
    private final Database database;
    private final HistorySettings settings;
    private final LogBatchReader batchReader;
    private final ExecutorService threads;

    /** Everybody in it is watched, and nobody else. */
    private final PageQueue<PageCommand> pages;

    private final SharedBatches<Reading> batches;

    private final LookUpQueue lookUps;

    /** Threads that are reading. */
    private int busy;

    /** Whether reading failed last time: only the change is logged. */
    private boolean failing;

    /** Nobody waits for what its threads have not begun. */
    private volatile boolean ended;

    /** A history of this database. Has threads of its own, which end with it. */
    public static Behavior<Command> create(Database database, HistorySettings settings) {
        return create(database, settings, FrameWriter::message);
    }

    /** @param encoder makes the frames of a page */
    static Behavior<Command> create(
            Database database, HistorySettings settings, Function<Message, EncodedMessage> encoder) {
        // Outside setup, so that a restarted one goes on with the same threads: never do more read than these.
        ExecutorService threads = Executors.newFixedThreadPool(settings.readers(), work -> {
            Thread thread = new Thread(work, "switchboard-history");
            thread.setDaemon(true);
            return thread;
        });
        return Behaviors.setup(context -> new History(context, database, settings, encoder, threads).reading());
    }

    private History(
            ActorContext<Command> context,
            Database database,
            HistorySettings settings,
            Function<Message, EncodedMessage> encoder,
            ExecutorService threads) {
        this.context = context;
        this.database = database;
        this.settings = settings;
        this.batchReader = new LogBatchReader(database, settings, encoder);
        this.pages = new PageQueue<>(settings.pageBytes(), settings.inFlightBytes());
        this.batches = new SharedBatches<>(settings.sharedBytes());
        this.lookUps = new LookUpQueue(settings.waitingFinds());
        this.threads = threads;
    }

    private Behavior<Command> reading() {
        return Behaviors.receive(Command.class)
                .onMessage(PageCommand.class, this::onRead)
                .onMessage(PageTaken.class, this::onPageTaken)
                .onMessage(FindSession.class, this::onFindSession)
                .onMessage(ListActive.class, this::onListActive)
                .onMessage(FindRef.class, this::onFindRef)
                .onMessage(FindJoins.class, this::onFindJoins)
                .onMessage(Ping.class, this::onPing)
                .onMessage(ThreadReply.class, reply -> reply.by() != this, stale -> Behaviors.same())
                .onMessage(BatchRead.class, this::onBatchRead)
                .onMessage(BatchNotRead.class, this::onBatchNotRead)
                .onMessage(LookedUp.class, this::onLookedUp)
                .onMessage(ReaderGone.class, this::onReaderGone)
                .onMessage(Poison.class, poison -> {
                    throw poison.cause();
                })
                .onSignal(PreRestart.class, signal -> onFailed())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private Behavior<Command> onRead(PageCommand read) {
        Reader<PageCommand> reader = pages.find(read.replyTo());
        if (reader == null) {
            reader = pages.add(read.replyTo(), read.client());
            context.watchWith(read.replyTo(), new ReaderGone(read.replyTo()));
        }
        pages.ask(reader, read.session().number(), read);
        return readOn();
    }

    private Behavior<Command> onPageTaken(PageTaken taken) {
        Reader<PageCommand> reader = pages.find(taken.reader());
        if (reader != null && pages.taken(reader)) {
            context.unwatch(taken.reader());
        }
        return readOn();
    }

    private Behavior<Command> onFindSession(FindSession find) {
        return find(() -> new Found(database.find(find.session())), FindFailed::new, find.replyTo());
    }

    private Behavior<Command> onListActive(ListActive list) {
        return find(
                () -> new Listed(database.activePage(list.after(), list.limit(), LIST_BYTES)),
                FindFailed::new,
                list.replyTo());
    }

    private Behavior<Command> onFindRef(FindRef find) {
        return find(
                () -> new RefFound(database.findByRef(find.session(), find.user(), find.ref())),
                FindFailed::new,
                find.replyTo());
    }

    private Behavior<Command> onFindJoins(FindJoins find) {
        return find(() -> new JoinsFound(database.firstJoins(find.session())), FindFailed::new, find.replyTo());
    }

    private Behavior<Command> onPing(Ping ping) {
        return find(
                () -> {
                    database.ping();
                    return new PingReply(Optional.empty());
                },
                trouble -> new PingReply(Optional.of(trouble)),
                ping.replyTo());
    }

    /** Looks something up before the next page; too many at once are answered as failed. */
    private <R> Behavior<Command> find(Work<R> work, Function<Trouble, R> failed, ActorRef<? super R> replyTo) {
        LookUp<R> lookUp = new LookUp<>(work, failed, replyTo);
        if (!lookUps.offer(lookUp)) {
            lookUp.fail(Trouble.TOO_MANY_READS);
            return Behaviors.same();
        }
        return readOn();
    }

    private <R> void begin(LookUp<R> lookUp) {
        ask(
                lookUp.work(),
                found -> new LookedUp(this, lookUp, null, () -> lookUp.replyTo().tell(found)),
                failure -> new LookedUp(this, lookUp, failure, () -> lookUp.fail(failure.trouble())));
    }

    /** Gives free threads what comes next. */
    private Behavior<Command> readOn() {
        while (busy < settings.readers()) {
            LookUp<?> lookUp = lookUps.next();
            if (lookUp != null) {
                begin(lookUp);
                continue;
            }
            Reader<PageCommand> reader = pages.next();
            if (reader == null) {
                break;
            }
            serve(reader);
        }
        if (pages.isEmpty()) {
            batches.forget();
        }
        return Behaviors.same();
    }

    /** Gives a reader what was read for others already, or lets it wait with others, or has a thread read for it. */
    private void serve(Reader<PageCommand> reader) {
        PageCommand asked = reader.asked();
        if (!(asked instanceof Read read)) {
            begin(new Reading(asked, false, List.of(reader)));
            return;
        }
        LogBatch found = batches.find(place(read), read.upTo());
        Reading underWay = batches.reading(place(read));
        if (found != null) {
            deliver(found, reader);
        } else if (underWay != null) {
            underWay.readers().add(reader);
        } else {
            begin(new Reading(read, seesMost(read), new ArrayList<>(List.of(reader))));
        }
    }

    /** Whether the whole log is to be read for this reader and those who wait with it. */
    private boolean seesMost(Read read) {
        return read.view().role() == Role.INSTRUCTOR
                || pages.waiting(read.session().number()) >= STUDENTS_WHO_SHARE;
    }

    private static Place place(PageCommand read) {
        return new Place(read.session().number(), read.after());
    }

    private void begin(Reading reading) {
        if (reading.whole()) {
            batches.begin(reading.place(), reading);
        }
        ask(
                () -> new BatchRead(this, reading, batchReader.read(reading.read(), reading.whole())),
                found -> found,
                failure -> new BatchNotRead(this, reading, failure));
    }

    private Behavior<Command> onBatchRead(BatchRead read) {
        logRead();
        busy--;
        Reading reading = read.reading();
        if (reading.whole()) {
            batches.done(reading.place(), read.batch());
        }
        for (Reader<PageCommand> reader : reading.readers()) {
            deliver(read.batch(), reader);
        }
        return readOn();
    }

    private Behavior<Command> onBatchNotRead(BatchNotRead failed) {
        logFailed(failed.failure());
        busy--;
        if (failed.reading().whole()) {
            batches.failed(failed.reading().place());
        }
        for (Reader<PageCommand> reader : failed.reading().readers()) {
            answer(reader, new ReadFailed(failed.failure().trouble()), pages::notRead);
        }
        return readOn();
    }

    private void deliver(LogBatch batch, Reader<PageCommand> reader) {
        PageCommand asked = reader.asked();
        Page page = batch.page(asked.view(), asked instanceof Read read ? read.upTo() : batch.end());
        answer(reader, page, answered -> pages.read(answered, page.bytes()));
    }

    /** @param settle tells the queue, and returns whether it has forgotten the reader by that */
    private void answer(Reader<PageCommand> reader, ReadReply reply, Predicate<Reader<PageCommand>> settle) {
        ActorRef<? super ReadReply> replyTo = reader.asked().replyTo();
        if (!reader.gone()) {
            replyTo.tell(reply);
        }
        if (settle.test(reader)) {
            context.unwatch(replyTo);
        }
    }

    private void logRead() {
        if (failing) {
            failing = false;
            LOG.atInfo()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_RECOVERED)
                    .log("The database is read again.");
        }
    }

    private void logFailed(StoreException failure) {
        // Damage is at one place, and reading goes on elsewhere: whoever finds it says so once. So does the writer of
        // what
        // it does not know.
        boolean said = failure.trouble() == Trouble.DAMAGED || failure.trouble() == Trouble.UNCERTAIN;
        if (!failing && !said) {
            failing = true;
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_FAILED)
                    .log("The database cannot be read: {}", failure.forOperators());
        }
    }

    private Behavior<Command> onLookedUp(LookedUp done) {
        if (done.failure() == null) {
            logRead();
        } else {
            logFailed(done.failure());
        }
        busy--;
        lookUps.done(done.lookUp());
        done.answer().run();
        return readOn();
    }

    private Behavior<Command> onReaderGone(ReaderGone gone) {
        Reader<PageCommand> reader = pages.find(gone.reader());
        if (reader != null) {
            pages.gone(reader);
        }
        return readOn();
    }

    /** Who asked is not to wait for an answer that nobody will give. */
    private Behavior<Command> onFailed() {
        ended = true;
        lookUps.failAll(Trouble.INTERNAL);
        pages.unanswered().forEach(read -> read.replyTo().tell(new ReadFailed(Trouble.INTERNAL)));
        return Behaviors.same();
    }

    private Behavior<Command> onStopped() {
        ended = true;
        threads.shutdown();
        return Behaviors.same();
    }

    private <T> void ask(
            Work<T> work, Function<T, ? extends Command> onDone, Function<StoreException, ? extends Command> onFailed) {
        busy++;
        CompletableFuture<T> done = new CompletableFuture<>();
        threads.execute(() -> {
            if (ended) {
                return;
            }
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
                return onFailed.apply(known);
            }
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.HISTORY_FAILED)
                    .setCause(failure)
                    .log("reading broke off by a bug");
            return onFailed.apply(new StoreException(Trouble.INTERNAL, "an internal error: " + failure, failure));
        });
    }
}
