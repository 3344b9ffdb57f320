package switchboard.store.history;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.net.AddressBlock;
import switchboard.protocol.finding.JoinCode;
import switchboard.protocol.finding.SessionFilter;
import switchboard.protocol.frames.EncodedMessage;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.Message;
import switchboard.protocol.values.Ref;
import switchboard.protocol.values.SessionId;
import switchboard.protocol.values.UserId;
import switchboard.store.Database;
import switchboard.store.FirstJoin;
import switchboard.store.PeopleReads;
import switchboard.store.SessionCode;
import switchboard.store.SessionKey;
import switchboard.store.SessionPage;
import switchboard.store.StoredSession;
import switchboard.store.Trouble;
import switchboard.store.history.LookUpQueue.LookUp;
import switchboard.store.history.LookUpQueue.Work;

/**
 * Reads what is on disk, page by page, for everybody, round robin. Never blocks the writer. To be started under
 * supervision that restarts: what waited in an actor that failed is answered as failed, but for the message that it
 * failed with.
 */
public final class History {
    /** What may be asked of it, and what its threads tell it. */
    public sealed interface Command
            permits PageCommand, PageTaken, LookUpCommand, Ping, Poison, PageReads.ReaderGone, ReadThreads.Reply {}

    /**
     * Read the next page: what {@code view} shows of {@code after} &lt; seq ≤ {@code upTo}. One at a time for each
     * {@code replyTo}; it waits until it is served and is never refused, and is dropped when {@code replyTo} stops. The
     * page counts against the pages in flight until {@link PageTaken}, or the next {@code Read} of the same
     * {@code replyTo}.
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

    /** Asks for something else. Goes before pages; too many at once are answered as failed. */
    public sealed interface LookUpCommand extends Command {}

    /** Find a session, active or ended. */
    public record FindSession(SessionId session, ActorRef<? super FindReply> replyTo) implements LookUpCommand {}

    /** Find the active session that has this join code. */
    public record FindByJoinCode(JoinCode code, ActorRef<? super FindReply> replyTo) implements LookUpCommand {}

    /** Find the join code of a session. */
    public record FindJoinCode(SessionId session, ActorRef<? super JoinCodeReply> replyTo) implements LookUpCommand {}

    /** Read a page of a list of sessions, newest first, of those behind {@code after}. */
    public record ListSessions(
            SessionFilter filter, @Nullable SessionId after, int limit, ActorRef<? super ListReply> replyTo)
            implements LookUpCommand {}

    /** Find what a user calls so. */
    public record FindRef(SessionKey session, UserId user, Ref ref, ActorRef<? super RefReply> replyTo)
            implements LookUpCommand {}

    /** Find who joined a session when for the first time. */
    public record FindJoins(SessionKey session, ActorRef<? super JoinsReply> replyTo) implements LookUpCommand {}

    /** Read what is stored of people. */
    public record ReadPeople<R>(PeopleReads.Query<R> query, ActorRef<? super PeopleReply<R>> replyTo)
            implements LookUpCommand {}

    /** Read one row, to see that the database answers and is still the same file. Goes before pages. */
    public record Ping(ActorRef<? super PingReply> replyTo) implements Command {}

    /** {@link Page} or {@link ReadFailed}. */
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

        long bytes() {
            return messages.stream().mapToLong(EncodedMessage::bytes).sum();
        }
    }

    /** The page could not be read; its place is free, and the reader may ask again. */
    public record ReadFailed(Trouble trouble) implements ReadReply {}

    /** {@link Found} or {@link FindFailed}. */
    public sealed interface FindReply {}

    /** {@link JoinCodeFound} or {@link FindFailed}. */
    public sealed interface JoinCodeReply {}

    /** The code of the session; empty where the database does not know the session. */
    public record JoinCodeFound(Optional<SessionCode> code) implements JoinCodeReply {}

    /** {@link RefFound} or {@link FindFailed}. */
    public sealed interface RefReply {}

    /** {@link Listed} or {@link FindFailed}. */
    public sealed interface ListReply {}

    /** A page of the list, which may end before its limit. */
    public record Listed(SessionPage page) implements ListReply {}

    /** {@link JoinsFound} or {@link FindFailed}. */
    public sealed interface JoinsReply {}

    /** The message of that ref; empty where the log has none. */
    public record RefFound(Optional<Message> message) implements RefReply {}

    /** All first joins that can be read. */
    public record JoinsFound(List<FirstJoin> firstJoins) implements JoinsReply {
        public JoinsFound {
            firstJoins = List.copyOf(firstJoins);
        }
    }

    /** The session; empty where the database does not know it. */
    public record Found(Optional<StoredSession> session) implements FindReply {}

    /** Nothing could be looked up: too much waits, or the database did not answer. */
    public record FindFailed(Trouble trouble) implements FindReply, JoinCodeReply, RefReply, JoinsReply, ListReply {}

    /** @param trouble empty where the database answered, and nothing in it is known to be damaged */
    public record PingReply(Optional<Trouble> trouble) {}

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    public record Poison(RuntimeException cause) implements Command {}

    /**
     * Students' ids in one page of the list of sessions: what one piece of an answer holds; more would be read for
     * nothing.
     */
    private static final long LIST_BYTES = 32 << 10;

    private final Database database;
    private final ReadThreads threads;
    private final PageReads pages;
    private final LookUpQueue lookUps;

    /** A history of this database. Has threads of its own, which end with it. */
    public static Behavior<Command> create(Database database, HistorySettings settings) {
        return create(database, settings, FrameWriter::message);
    }

    /** @param encoder makes the frames of a page */
    static Behavior<Command> create(
            Database database, HistorySettings settings, Function<Message, EncodedMessage> encoder) {
        // Outside setup, so that a restarted one goes on with the same threads: never do more read than these.
        ExecutorService executor = ReadThreads.start(settings.readers());
        return Behaviors.setup(context -> {
            ReadThreads threads = new ReadThreads(context, executor, settings.readers());
            LogBatchReader batches = new LogBatchReader(database, settings, encoder);
            PageReads pages = new PageReads(context, settings, batches, threads);
            return new History(database, threads, pages, new LookUpQueue(settings.waitingFinds())).reading();
        });
    }

    private History(Database database, ReadThreads threads, PageReads pages, LookUpQueue lookUps) {
        this.database = database;
        this.threads = threads;
        this.pages = pages;
        this.lookUps = lookUps;
    }

    private Behavior<Command> reading() {
        return Behaviors.receive(Command.class)
                .onMessage(PageCommand.class, this::onRead)
                .onMessage(PageTaken.class, this::onPageTaken)
                .onMessage(FindSession.class, this::onFindSession)
                .onMessage(FindByJoinCode.class, this::onFindByJoinCode)
                .onMessage(FindJoinCode.class, this::onFindJoinCode)
                .onMessage(ListSessions.class, this::onListSessions)
                .onMessage(FindRef.class, this::onFindRef)
                .onMessage(FindJoins.class, this::onFindJoins)
                .onMessage(ReadPeople.class, read -> onReadPeople((ReadPeople<?>) read))
                .onMessage(Ping.class, this::onPing)
                .onMessage(ReadThreads.Reply.class, threads::isStale, stale -> Behaviors.same())
                .onMessage(ReadThreads.BatchRead.class, this::onBatchRead)
                .onMessage(ReadThreads.BatchNotRead.class, this::onBatchNotRead)
                .onMessage(ReadThreads.LookedUp.class, this::onLookedUp)
                .onMessage(ReadThreads.NotLookedUp.class, this::onNotLookedUp)
                .onMessage(PageReads.ReaderGone.class, this::onReaderGone)
                .onMessage(Poison.class, poison -> {
                    throw poison.cause();
                })
                .onAnyMessage(History::unknown)
                .onSignal(PreRestart.class, signal -> onFailed())
                .onSignal(PostStop.class, signal -> onStopped())
                .build();
    }

    private static Behavior<Command> unknown(Command command) {
        throw new IllegalStateException("the history does not handle " + command);
    }

    private Behavior<Command> onRead(PageCommand read) {
        pages.ask(read);
        return readOn();
    }

    private Behavior<Command> onPageTaken(PageTaken taken) {
        pages.taken(taken.reader());
        return readOn();
    }

    private Behavior<Command> onFindSession(FindSession find) {
        return findLarge(() -> new Found(database.find(find.session())), FindFailed::new, find.replyTo());
    }

    private Behavior<Command> onFindByJoinCode(FindByJoinCode find) {
        return findLarge(() -> new Found(database.findByJoinCode(find.code())), FindFailed::new, find.replyTo());
    }

    private Behavior<Command> onFindJoinCode(FindJoinCode find) {
        return find(() -> new JoinCodeFound(database.joinCode(find.session())), FindFailed::new, find.replyTo());
    }

    private Behavior<Command> onListSessions(ListSessions list) {
        return findLarge(
                () -> new Listed(database.page(list.filter(), list.after(), list.limit(), LIST_BYTES)),
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

    private <R> Behavior<Command> onReadPeople(ReadPeople<R> read) {
        return find(() -> PeopleReply.of(database, read.query()), PeopleReply.Unread::new, read.replyTo());
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

    /** Has something looked up before the next page; too many at once are answered as failed. */
    private <R> Behavior<Command> find(Work<R> work, Function<Trouble, R> failed, ActorRef<? super R> replyTo) {
        LookUp<R> lookUp = new LookUp<>(work, failed, replyTo);
        return read(lookUp, lookUps.offer(lookUp));
    }

    /**
     * The same for what brings whole sessions: 200 lists of participants, each holding what its first look-up had found
     * while it waited for its second, were more than a heap of 64 MB.
     */
    private <R> Behavior<Command> findLarge(Work<R> work, Function<Trouble, R> failed, ActorRef<? super R> replyTo) {
        LookUp<R> lookUp = new LookUp<>(work, failed, replyTo);
        return read(lookUp, lookUps.offerLarge(lookUp));
    }

    private Behavior<Command> read(LookUp<?> lookUp, boolean taken) {
        if (!taken) {
            lookUp.fail(Trouble.TOO_MANY_READS);
            return Behaviors.same();
        }
        return readOn();
    }

    private <R> void begin(LookUp<R> lookUp) {
        threads.run(
                lookUp.work(),
                found -> new ReadThreads.LookedUp(
                        threads, lookUp, () -> lookUp.replyTo().tell(found)),
                failure -> new ReadThreads.NotLookedUp(threads, lookUp, failure));
    }

    /** Gives free threads what comes next. */
    private Behavior<Command> readOn() {
        while (threads.hasFree()) {
            LookUp<?> lookUp = lookUps.next();
            if (lookUp != null) {
                begin(lookUp);
            } else if (!pages.serveNext()) {
                break;
            }
        }
        pages.forgetWhatNobodyReads();
        return Behaviors.same();
    }

    private Behavior<Command> onBatchRead(ReadThreads.BatchRead read) {
        threads.succeeded();
        pages.read(read.reading(), read.batch());
        return readOn();
    }

    private Behavior<Command> onBatchNotRead(ReadThreads.BatchNotRead failed) {
        threads.failed(failed.failure());
        pages.notRead(failed.reading(), failed.failure().trouble());
        return readOn();
    }

    private Behavior<Command> onLookedUp(ReadThreads.LookedUp done) {
        threads.succeeded();
        lookUps.done(done.lookUp());
        done.answer().run();
        return readOn();
    }

    private Behavior<Command> onNotLookedUp(ReadThreads.NotLookedUp failed) {
        threads.failed(failed.failure());
        lookUps.done(failed.lookUp());
        failed.lookUp().fail(failed.failure().trouble());
        return readOn();
    }

    private Behavior<Command> onReaderGone(PageReads.ReaderGone gone) {
        pages.gone(gone.reader());
        return readOn();
    }

    /** Who asked is not to wait for an answer that nobody will give. */
    private Behavior<Command> onFailed() {
        threads.end();
        lookUps.failAll(Trouble.INTERNAL);
        pages.failAll(Trouble.INTERNAL);
        return Behaviors.same();
    }

    private Behavior<Command> onStopped() {
        threads.endForGood();
        return Behaviors.same();
    }
}
