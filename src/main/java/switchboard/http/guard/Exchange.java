package switchboard.http.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
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
import switchboard.http.scheduling.Sockets;
import switchboard.net.AddressBlock;
import switchboard.net.ClientAddress;
import switchboard.protocol.frames.Refused;
import switchboard.shares.FairBudget;

/**
 * What is known of one HTTP connection: which request is being answered, whose it is, and how far its answer has got.
 * The {@link ConnectionGuard}, which sees bytes, and the handler, which sees requests, tell each other by it.
 *
 * <p>One request at a time is answered, and the next one only once the socket has taken the answer: so no more than one
 * answer of a connection is in memory, and it is counted for as long as it is.
 *
 * <p>Thread-safe: whatever thread reads a body or completes an answer writes to it, one after the other, and the guard
 * reads.
 */
public final class Exchange {
    /** How the handler of a request finds its connection. */
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

    /**
     * The memory that all connections share.
     *
     * @param incoming for what clients have sent and the server cannot use yet
     * @param unsent for requests that are being answered, and answers that clients have not taken
     */
    public record Budgets(FairBudget incoming, FairBudget unsent) {
        public static Budgets of(HttpSettings settings) {
            return new Budgets(new FairBudget(settings.incomingBytes()), new FairBudget(settings.unsentAnswersBytes()));
        }
    }

    private final Function<RequestHead, ClientAddress> clients;
    private final boolean fromProxy;
    private final FairBudget incoming;
    private final RequestScheduler.Permit permit;
    private final OpenRequests.OfConnection openRequest;
    private final Sockets.Slot slot;
    private final PipelinedHeads heads = new PipelinedHeads();
    private final AnswerMemory memory;
    private final AnswerDelivery delivery = new AnswerDelivery();
    private final Disconnect disconnect = new Disconnect();

    private volatile GuardCalls guard = GuardCalls.NONE;
    private volatile boolean evicted;
    private volatile boolean closed;
    private volatile Phase phase = Phase.AWAITING;
    private volatile RequestHead request = RequestHead.UNREAD;
    private volatile AddressBlock client;
    private volatile boolean spare;
    private volatile boolean bodyRead;
    private volatile int answers;

    /**
     * Of a socket that has just been opened; takes a slot among all sockets.
     *
     * @param clients says whose a request of this connection is
     * @param fromProxy whether the connection carries the requests of many clients
     * @param permit of this connection's requests
     * @param openRequests of all connections
     * @param budgets of all connections
     */
    public Exchange(
            Function<RequestHead, ClientAddress> clients,
            Sockets sockets,
            boolean fromProxy,
            RequestScheduler.Permit permit,
            OpenRequests openRequests,
            Budgets budgets) {
        this.clients = clients;
        this.fromProxy = fromProxy;
        this.permit = permit;
        openRequest = openRequests.ofConnection();
        incoming = budgets.incoming();
        client = peer().block();
        slot = sockets.open(client, fromProxy, this::evict);
        memory =
                new AnswerMemory(budgets.unsent(), client, () -> guard.giveWay().run());
    }

    // ---- whose connection it is

    /** Whose request it is: the one answer for what is logged of it, and for whatever counts by address. */
    public static ClientAddress clientOf(HttpRequest request) {
        return of(request).clientOf(RequestHead.of(request));
    }

    /** The connection that a request came by. */
    public static Exchange of(HttpRequest request) {
        return request.getAttribute(OF_REQUEST).orElseThrow();
    }

    /** Whose request of this connection it is; of the head maybe only the beginning has come. */
    ClientAddress clientOf(RequestHead head) {
        return clients.apply(head);
    }

    /** Who is connected, for what is not about one request: a client, or a proxy that speaks for many. */
    ClientAddress peer() {
        return clients.apply(RequestHead.UNREAD);
    }

    /**
     * Who has sent the request that is being answered, or the last one; an upgraded connection counts for them, too.
     */
    public AddressBlock client() {
        return client;
    }

    /** Whether all slots were taken when the last request came: then it may ask for the server's health only. */
    public boolean isSpare() {
        return spare;
    }

    /**
     * A share for what has come and is no request yet, see {@link FairBudget#share}. From a proxy it may be anybody's:
     * it counts for that socket alone, or one client who sends slowly would use up what all clients of the same proxy
     * may hold together.
     */
    FairBudget.Share unread(Runnable giveWay) {
        return fromProxy ? incoming.shareOfNobody(giveWay) : incoming(giveWay);
    }

    /** A share for what the client of the last request has sent and not finished, see {@link FairBudget#share}. */
    public FairBudget.Share incoming(Runnable giveWay) {
        return incoming.share(client, giveWay);
    }

    // ---- requests, from their head to their answer

    Phase phase() {
        return phase;
    }

    /** The request that is being answered. */
    RequestHead request() {
        return request;
    }

    /** The guard adds each head before it gives the request to pekko-http. */
    PipelinedHeads heads() {
        return heads;
    }

    /** pekko-http hands the next request to the handler: takes its head. */
    public RequestHead takeHead() {
        return heads.take();
    }

    /**
     * Whether pekko-http may have the bytes that came. The first bytes of a request need a permit, unless it asks for
     * the server's health. A request that was sent ahead of the answers before it needs none here: pekko-http hands it
     * to the handler later, which then takes one.
     *
     * @param whenAdmitted run by any thread once they may, unless they may at once
     */
    boolean admit(Runnable whenAdmitted) {
        RequestHead next = heads.peek();
        if (next == null || next.isAboutHealth() || phase != Phase.AWAITING || delivery.untaken() != null) {
            return true;
        }
        AddressBlock whose = clientOf(next).block();
        boolean atOnce = permit.acquire(whose, whenAdmitted);
        if (!atOnce) {
            // A connection whose request is queued is not idle.
            slot.asked(whose);
        }
        return atOnce;
    }

    /** No request of this connection is worked on any more: others may have the permit. */
    void releasePermit() {
        permit.release();
    }

    /**
     * Does something of the answer under the permit of the request, see {@link RequestScheduler.Permit#with}.
     *
     * @param executor goes on wherever the request had to queue
     */
    public CompletionStage<HttpResponse> withPermit(Executor executor, Supplier<CompletionStage<HttpResponse>> work) {
        return permit.with(client, executor, work);
    }

    /**
     * The handler begins to answer a request.
     *
     * @param bodyRead whether the body came with the headers, or there is none
     */
    public void requestArrived(RequestHead head, boolean bodyRead) {
        this.bodyRead = false;
        if (bodyRead) {
            bodyRead();
        }
        request = head;
        client = clientOf(head).block();
        memory.begin(client);
        spare = !slot.asked(client);
        phase = Phase.ANSWERING;
    }

    /** The body of the request has come whole. */
    public void bodyRead() {
        bodyRead = true;
        openRequest.begin();
    }

    /** Counts the memory of the request until its answer is taken. Returns whether the budget has so many bytes. */
    public boolean holdRequest(long bytes) {
        return memory.holdRequest(bytes);
    }

    /** Whether the request that is being answered got the memory that it asked for. */
    public boolean isRequestHeld() {
        return memory.isRequestHeld();
    }

    /** The answer is there, or the next piece of it: whether so many bytes of it may wait to be taken. */
    public boolean holdAnswer(long bytes) {
        return memory.holdAnswer(bytes);
    }

    /** What a client hears whose request or answer may not wait in memory. */
    public Refused tooMuchUnsent() {
        return memory.refusal();
    }

    /** The answer that is given next comes piece by piece, until {@link #streamEnds}. */
    public void streamBegins() {
        delivery.streamBegins();
    }

    /** The last piece was made, or the stream broke off. */
    public void streamEnds() {
        delivery.streamEnds();
        guard.checkTaken().run();
    }

    /** Whose request is being answered has shown a good token. */
    public void known() {
        slot.known();
    }

    /** The handler has answered the request. Of one connection it answers one request at a time. */
    public void answered() {
        answered(bodyRead ? Phase.AWAITING : Phase.ANSWERED_EARLY);
        slot.answered();
    }

    /** The handler has answered by this response, which pekko-http must not see: the connection is no HTTP any more. */
    public void upgradeWith(HttpResponse response) {
        answered(Phase.UPGRADED);
        slot.upgraded();
        guard.upgrade().accept(response);
    }

    /** One request at a time is answered, so that nobody else counts meanwhile. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    private void answered(Phase next) {
        delivery.given();
        answers++;
        request = RequestHead.UNREAD;
        phase = next;
    }

    /** How many requests were answered. */
    int answers() {
        return answers;
    }

    // ---- the way of the answer to the client

    /** Bytes come from pekko-http: those of the answer, unless that is not given yet. */
    void bytesCome() {
        boolean ofAnswer = phase != Phase.ANSWERING;
        delivery.bytesCome(ofAnswer);
        if (ofAnswer) {
            permit.release();
        }
    }

    /** Whether more of the answer will come, though the socket may have taken all that there is of it. */
    boolean isStreaming() {
        return delivery.isStreaming();
    }

    /** The socket has taken all bytes that have come so far. */
    void allTaken() {
        if (delivery.isWhole()) {
            taken();
        }
    }

    /** The guard has written the response of an upgrade itself. */
    void upgradeWritten() {
        permit.release();
        taken();
    }

    /** Completes once the socket has taken the answer before, or is gone; null if it has. */
    @Nullable
    public CompletionStage<Done> untaken() {
        return delivery.untaken();
    }

    private void taken() {
        CompletableFuture<Done> answer = delivery.end();
        memory.giveBack();
        openRequest.end();
        // Last: what follows may be the next request, which is counted anew.
        if (answer != null) {
            answer.complete(Done.getInstance());
        }
    }

    // ---- the end of the client's side, for a call that is being answered

    /** The client has ended its side, or is gone: it asks for nothing more, though it may still read. */
    void clientLeft() {
        disconnect.happens();
    }

    /** Whether the client has ended its side, or is gone. */
    public boolean hasClientLeft() {
        return disconnect.hasHappened();
    }

    /**
     * Has {@code action} run once when the client ends its side or is gone, at once if it has; any thread may run it,
     * so it must not block. Takes the place of an action that was given before.
     */
    public void whenClientLeaves(Runnable action) {
        disconnect.listen(action);
    }

    /** The call does not care any more whether the client leaves. */
    public void forgetClient() {
        disconnect.forgetListener();
    }

    // ---- the end of the connection

    /** The guard of this connection runs now. */
    void guardedBy(GuardCalls calls) {
        guard = calls;
        if (evicted) {
            calls.leave().run();
        }
    }

    /** Another socket gets the slot of this one, maybe before there is a guard. */
    private void evict() {
        evicted = true;
        guard.leave().run();
    }

    /** The guard has let the socket go. */
    void close() {
        slot.close();
        permit.release();
        memory.close();
        openRequest.close();
        closed = true;
        clientLeft();
        taken();
    }

    /** Whether the connection has ended, upgraded or not. */
    public boolean isClosed() {
        return closed;
    }
}
