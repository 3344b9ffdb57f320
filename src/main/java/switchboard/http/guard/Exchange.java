package switchboard.http.guard;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;
import switchboard.http.policy.HttpSettings;
import switchboard.http.request.RequestHead;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.frames.Refused;
import switchboard.shares.FairBudget;

/**
 * Where one HTTP connection stands, shared between its {@link ConnectionGuard}, which sees bytes, and the handler,
 * which sees requests. Written by whatever thread reads a body or completes an answer, one after the other; read by the
 * guard.
 *
 * <p>One request at a time is answered, and the next one only once the socket has taken the answer: so no more than one
 * answer of a connection is in memory, and it is counted for as long as it is.
 */
public final class Exchange {
    /** How whoever answers a request finds its connection. */
    public static final AttributeKey<Exchange> OF_REQUEST = AttributeKey.create("switchboard-exchange", Exchange.class);

    enum Phase {
        /** The next request is awaited, or its headers are coming in. */
        AWAITING,
        /** A request is being answered. */
        ANSWERING,
        /** The answer goes out before the request's body was read: the connection ends with it. */
        ANSWERED_EARLY,
        /** Not HTTP any more. */
        UPGRADED
    }

    /** What all connections share. */
    public record Budgets(FairBudget incoming, FairBudget unsent) {
        public static Budgets of(HttpSettings settings) {
            return new Budgets(new FairBudget(settings.incomingBytes()), new FairBudget(settings.unsentAnswersBytes()));
        }
    }

    private final Function<RequestHead, ClientAddress> clients;
    private final boolean fromProxy;
    private final Budgets budgets;
    private volatile FairBudget.Share unsent;
    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private volatile Consumer<HttpResponse> upgrader = response -> {};
    private volatile Runnable giveWay = () -> {};
    private volatile Runnable look = () -> {};
    private volatile Phase phase = Phase.AWAITING;
    private volatile boolean bodyRead;
    private volatile int answered;
    private volatile boolean left;
    private volatile Runnable leave = () -> {};
    private volatile boolean leaves;
    private volatile RequestHead request = RequestHead.UNREAD;

    private final Sockets.Place place;
    private volatile AddressBlock client;
    private volatile boolean spare;
    private final RequestScheduler.Pass turn;
    private final OpenRequests openRequests;
    private final AtomicBoolean open = new AtomicBoolean();

    /** Single places rather than stages: a connection lives long, and what hangs on a stage is kept as long as it. */
    private final AtomicReference<@Nullable Runnable> whenLeft = new AtomicReference<>();

    /** Null while there is no answer that the socket has not taken. */
    private final AtomicReference<@Nullable CompletableFuture<Done>> untaken = new AtomicReference<>();

    /** What the request that is answered takes while it is. */
    private volatile long requestBytes;

    private volatile boolean requestHeld = true;

    /** An answer that is made piece by piece is not at its end. */
    private volatile boolean sending;

    /** Some of the answer has come to the guard. */
    private volatile boolean saying;

    /** Of requests that pekko-http did not hand on yet, in their order. */
    private final Queue<RequestHead> heads = new ConcurrentLinkedQueue<>();

    private final AtomicLong headBytes = new AtomicLong();

    /**
     * Of a socket that takes its place among all.
     *
     * @param clients whose a request of this connection is
     * @param fromProxy whether the requests of many come by it
     * @param turn by which its requests come in
     * @param openRequests of all connections
     * @param budgets of all connections
     */
    public Exchange(
            Function<RequestHead, ClientAddress> clients,
            Sockets sockets,
            boolean fromProxy,
            RequestScheduler.Pass turn,
            OpenRequests openRequests,
            Budgets budgets) {
        this.clients = clients;
        this.fromProxy = fromProxy;
        this.turn = turn;
        this.openRequests = openRequests;
        this.budgets = budgets;
        client = peer().block();
        place = sockets.open(client, fromProxy, this::leave);
        unsent = shareOfUnsent();
    }

    private FairBudget.Share shareOfUnsent() {
        return budgets.unsent().share(client, () -> giveWay.run());
    }

    /** Whose request it is: the one answer for what is logged of it, and for whatever counts by address. */
    public static ClientAddress clientOf(HttpRequest request) {
        return of(request).clientOf(RequestHead.of(request));
    }

    /** The connection that it came by. */
    public static Exchange of(HttpRequest request) {
        return request.getAttribute(OF_REQUEST).orElseThrow();
    }

    /** The same of a request of this connection, of which maybe only a part has come. */
    public ClientAddress clientOf(RequestHead head) {
        return clients.apply(head);
    }

    /** Who is connected, for what is not about one request: a client, or a proxy that speaks for many. */
    ClientAddress peer() {
        return clients.apply(RequestHead.UNREAD);
    }

    /** Whom the request that is being answered is counted for, and what the connection becomes by it. */
    public AddressBlock client() {
        return client;
    }

    /** Whether all places were taken when the last request came: then it may ask for the server's health only. */
    public boolean isSpare() {
        return spare;
    }

    Phase phase() {
        return phase;
    }

    /** The request that is being answered. */
    RequestHead request() {
        return request;
    }

    /**
     * A share for what has come and is no request yet, see {@link FairBudget#share}. By a socket of a proxy it may be
     * anybody's: it counts for that socket alone, or one who sends slowly would take the room of all who come by the
     * same proxy.
     */
    FairBudget.Share unread(Runnable giveWay) {
        return fromProxy ? budgets.incoming().shareOfNobody(giveWay) : incoming(giveWay);
    }

    /** A share for what whoever has sent this request has unfinished, see {@link FairBudget#share}. */
    public FairBudget.Share incoming(Runnable giveWay) {
        return budgets.incoming().share(client, giveWay);
    }

    /** How many requests were answered. */
    public int answered() {
        return answered;
    }

    /** The guard has read a head, and gives it to pekko-http next. */
    void headCame(RequestHead head) {
        headBytes.addAndGet(head.weight());
        heads.add(head);
    }

    /** The head of the first request that pekko-http has not handed on. Null if there is none. */
    @Nullable
    public RequestHead waitingHead() {
        return heads.peek();
    }

    /**
     * Whether pekko-http may have what came: the head of a request waits for its turn first, unless it asks for the
     * server's health. Of requests that are sent ahead of the answers before them pekko-http hands on one by one, each
     * in its turn.
     *
     * @param whenIn run when its turn comes, by any thread
     */
    boolean mayComeIn(Runnable whenIn) {
        RequestHead next = heads.peek();
        if (next == null || next.isAboutHealth() || phase != Phase.AWAITING || untaken.get() != null) {
            return true;
        }
        AddressBlock whose = clientOf(next).block();
        boolean in = turn.enter(whose, whenIn);
        if (!in) {
            // Who waits is not idle.
            place.asked(whose);
        }
        return in;
    }

    /** What the requests take, about, that wait for the answer to the one before. */
    long waitingBytes() {
        return headBytes.get();
    }

    /** The head of the request that pekko-http hands on. */
    public RequestHead nextHead() {
        RequestHead head = heads.remove();
        headBytes.addAndGet(-head.weight());
        return head;
    }

    /**
     * All callable from any thread.
     *
     * @param upgrader has the guard write the response and hand the socket over
     * @param giveWay has the guard end the connection: others need the memory
     * @param leave has the guard end it at once: another socket has its place
     * @param look has the guard look whether the socket has taken all
     */
    void guardedBy(Consumer<HttpResponse> upgrader, Runnable giveWay, Runnable leave, Runnable look) {
        this.upgrader = upgrader;
        this.giveWay = giveWay;
        this.leave = leave;
        this.look = look;
        if (leaves) {
            leave.run();
        }
    }

    /** Another socket gets the place of this one, maybe before there is a guard. */
    private void leave() {
        leaves = true;
        leave.run();
    }

    /** The connection is no HTTP any more: this response, which pekko-http must not see, is the last. */
    public void upgradeWith(HttpResponse response) {
        answered(true);
        upgrader.accept(response);
    }

    /** The guard has let the socket go. */
    void close() {
        place.close();
        turn.leave();
        closed.complete(Done.getInstance());
        clientLeft();
        taken();
    }

    /** Completes with the end of the connection, upgraded or not. */
    public CompletionStage<Done> closed() {
        return closed;
    }

    public boolean isClosed() {
        return closed.isDone();
    }

    /** Completes once the socket has taken the answer before, or is gone; null if it has. */
    @Nullable
    public CompletionStage<Done> untaken() {
        return untaken.get();
    }

    /** @param bodyRead whether the body came with the headers, or there is none */
    public void requestArrived(RequestHead head, boolean bodyRead) {
        this.bodyRead = false;
        if (bodyRead) {
            bodyRead();
        }
        request = head;
        requestBytes = 0;
        requestHeld = true;
        client = clientOf(head).block();
        // Nothing is held any more of the answer before, which may have been somebody else's.
        unsent = shareOfUnsent();
        spare = !place.asked(client);
        phase = Phase.ANSWERING;
    }

    /** The request takes so many bytes until its answer is taken: whether it may. */
    public boolean holdRequest(long bytes) {
        requestBytes = bytes;
        requestHeld = hold(bytes);
        return requestHeld;
    }

    /** Whether the request that is answered may take what it does. */
    public boolean isRequestHeld() {
        return requestHeld;
    }

    private boolean hold(long bytes) {
        boolean held = unsent.hold(bytes);
        if (closed.isDone()) {
            // An answer that came too late: nobody takes it any more.
            unsent.giveBack();
        }
        return held;
    }

    public void bodyRead() {
        bodyRead = true;
        if (!open.getAndSet(true)) {
            openRequests.begin();
        }
    }

    /** The answer is there, or the next piece of it: whether so many bytes of it may wait to be taken. */
    public boolean holdAnswer(long bytes) {
        return hold(requestBytes + bytes);
    }

    /** What is said where that is too much. */
    public Refused noRoomForAnswers() {
        return Refusal.UNAVAILABLE.because("requests and answers of more than "
                + budgets.unsent().limit()
                + " bytes wait for clients that do not read, and this address has the most of them; if something was to be"
                + " changed, look whether it was before you try again");
    }

    /** The answer that is given comes piece by piece, until {@link #sent}. */
    public void sending() {
        sending = true;
    }

    public void sent() {
        sending = false;
        look.run();
    }

    /** Whether an answer is not at its end, though the socket may have taken all that there is of it. */
    boolean isSending() {
        return sending;
    }

    /** One request at a time is answered, so that nobody else counts meanwhile. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public void answered(boolean upgraded) {
        untaken.set(new CompletableFuture<>());
        saying = false;
        answered++;
        request = RequestHead.UNREAD;
        phase = upgraded ? Phase.UPGRADED : bodyRead ? Phase.AWAITING : Phase.ANSWERED_EARLY;
        if (upgraded) {
            place.upgraded();
        } else {
            place.answered();
        }
    }

    // ---- what a call that is being answered may want to know

    /** It is not worked on any more: it is the turn of others. */
    void letOthersIn() {
        turn.leave();
    }

    /**
     * Has something of the answer done when it is the turn of the request, at once if it is. While that waits for its
     * client, an actor or the disk it is the turn of others, and what is left to do takes a turn again.
     *
     * @param executor goes on where it had to wait
     */
    public CompletionStage<HttpResponse> inTurn(Executor executor, Supplier<CompletionStage<HttpResponse>> work) {
        return turn(executor).thenCompose(in -> {
            CompletionStage<HttpResponse> answer = work.get();
            if (answer.toCompletableFuture().isDone()) {
                return answer;
            }
            letOthersIn();
            return answer.thenCompose(response -> turn(executor).thenApply(again -> response));
        });
    }

    private CompletionStage<Done> turn(Executor executor) {
        CompletableFuture<Done> itsTurn = new CompletableFuture<>();
        if (turn.enter(client, () -> itsTurn.completeAsync(Done::getInstance, executor))) {
            itsTurn.complete(Done.getInstance());
        }
        return itsTurn;
    }

    /** The client has ended its side, or is gone: it asks for nothing more, though it may still read. */
    void clientLeft() {
        left = true;
        run(whenLeft);
    }

    public boolean hasClientLeft() {
        return left;
    }

    /** Has {@code action} run once the client leaves, at once if it has; of any thread, and must not block. */
    public void whenClientLeaves(Runnable action) {
        whenLeft.set(action);
        if (left) {
            run(whenLeft);
        }
    }

    /** The call does not care any more whether the client leaves. */
    public void careNoMore() {
        whenLeft.set(null);
    }

    /** Something comes from pekko-http: of the answer, unless that is not given yet. */
    void saying() {
        saying = phase != Phase.ANSWERING;
        if (saying) {
            turn.leave();
        }
    }

    /** The socket has taken all that was said so far. */
    void allTaken() {
        if (saying && !sending) {
            taken();
        }
    }

    /** The guard has written the answer itself. */
    void upgradeTaken() {
        turn.leave();
        taken();
    }

    private void taken() {
        CompletableFuture<Done> waiting = untaken.getAndSet(null);
        unsent.giveBack();
        if (open.getAndSet(false)) {
            openRequests.end();
        }
        if (waiting != null) {
            waiting.complete(Done.getInstance());
        }
    }

    /** Whoever comes first runs it, and nobody a second time. */
    private static void run(AtomicReference<@Nullable Runnable> place) {
        Runnable action = place.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }
}
