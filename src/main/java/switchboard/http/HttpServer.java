package switchboard.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.TLSProtocol;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.websocket.Upgrade;
import switchboard.http.body.Responses;
import switchboard.http.guard.ConnectionGuard;
import switchboard.http.guard.Exchange;
import switchboard.http.guard.OpenRequests;
import switchboard.http.guard.RequestHandler;
import switchboard.http.policy.CorsPolicy;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.http.request.RequestHead;
import switchboard.http.scheduling.RequestScheduler;
import switchboard.http.scheduling.SideThreads;
import switchboard.http.scheduling.Sockets;
import switchboard.net.TrustedProxies;
import switchboard.net.sockets.ListeningSocket;
import switchboard.net.sockets.LoopSocket;
import switchboard.net.sockets.SocketLoop;
import switchboard.protocol.frames.Refusal;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The listening socket and the loops of all sockets, each served by a {@linkplain ConnectionGuard guard}, and
 * pekko-http for whatever is no handshake.
 *
 * <p>Lifecycle: {@link #bind}, then {@link #unbind} once; connections that are open go on, each answer from then on
 * asks the client to close, and the end of the actor system closes the rest. Thread-safe.
 */
public final class HttpServer {
    /**
     * Pekko's own, TLSPlacebo, makes a TLS session to say that there is none, and for it the JVM reads its
     * certificates: half a second of a start.
     */
    private static final BidiFlow<
                    TLSProtocol.SslTlsOutbound, ByteString, ByteString, TLSProtocol.SslTlsInbound, NotUsed>
            NO_TLS = BidiFlow.fromFlows(
                    Flow.of(TLSProtocol.SslTlsOutbound.class)
                            .collectType(TLSProtocol.SendBytes.class)
                            .map(TLSProtocol.SendBytes::bytes),
                    Flow.of(ByteString.class).map(HttpServer::outsideOfTls));

    /** pekko-http asks for the session only where it is told to pass it on. */
    @SuppressWarnings("NullAway")
    private static TLSProtocol.SslTlsInbound outsideOfTls(ByteString bytes) {
        return new TLSProtocol.SessionBytes(null, bytes);
    }

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

    /** A socket that gives way is closed a moment later than the one that gets its slot is opened. */
    private static final int CLOSING = 16;

    private final ListeningSocket listening;
    private final State state;

    /** What all connections share. */
    private static final class State {
        private volatile boolean draining;
        private final OpenRequests openRequests = new OpenRequests();
        private final Exchange.Budgets budgets;
        private final Sockets sockets;
        private final Materializer materializer;
        private final RequestScheduler scheduler;
        private final Executor executor;

        private State(ActorSystem<?> system, HttpSettings settings, LongSupplier ticker) {
            executor = system.executionContext();
            materializer = Materializer.matFromSystem(system);
            budgets = Exchange.Budgets.of(settings);
            sockets = new Sockets(settings.maxConnections(), settings.spareConnections());
            scheduler = new RequestScheduler(
                    settings.requestsAtOnce(),
                    SideThreads.of("admission", 1, new LinkedBlockingQueue<>()),
                    recheck -> system.scheduler()
                            .scheduleOnce(RequestScheduler.COUNTS_FOR, recheck, system.executionContext()),
                    ticker);
        }
    }

    private HttpServer(ListeningSocket listening, State state) {
        this.listening = listening;
        this.state = state;
    }

    /**
     * Starts to listen.
     *
     * @param api answers every request, never with a failure
     * @param ticker monotonic, in nanoseconds
     * @return fails where the address cannot be listened on
     */
    public static CompletionStage<HttpServer> bind(
            ActorSystem<?> system,
            HttpSettings settings,
            Function<HttpRequest, CompletionStage<HttpResponse>> api,
            LongSupplier ticker) {
        State state = new State(system, settings, ticker);
        ServerSettings pekkoHttpSettings =
                PekkoHttpSettings.of(settings, system.settings().config());
        CorsPolicy cors = CorsPolicy.of(settings);
        warnOf(cors);
        Serving serving = new Serving(
                settings,
                new ResponseHeaders(cors),
                Http.get(system).serverLayer(pekkoHttpSettings).atop(NO_TLS),
                api,
                state,
                ticker);
        List<SocketLoop> loops = IntStream.range(0, settings.socketThreads())
                .mapToObj(i -> new SocketLoop(system.name() + "-sockets-" + i, ticker))
                .toList();
        system.getWhenTerminated().thenRun(() -> loops.forEach(SocketLoop::close));
        loops.forEach(loop -> loop.failure().thenAccept(cause -> endBecauseOf(cause, system)));
        try {
            return CompletableFuture.completedStage(new HttpServer(
                    ListeningSocket.open(
                            new InetSocketAddress(settings.host(), settings.port()),
                            loops,
                            new ListeningSocket.Limits(
                                    settings.backlog(),
                                    settings.maxConnections() + settings.spareConnections() + CLOSING,
                                    settings.sendBufferBytes()),
                            serving,
                            ticker),
                    state));
        } catch (IOException | UnresolvedAddressException cannotListen) {
            return CompletableFuture.failedStage(cannotListen);
        }
    }

    /** Clients would hang: whoever supervises the process starts it anew, and they come back. */
    private static void endBecauseOf(Exception cause, ActorSystem<?> system) {
        LOG.atError()
                .addKeyValue(LogFields.EVENT, LogEvents.SOCKETS_FAILED)
                .setCause(cause)
                .log("sockets cannot be waited for any more: the server ends");
        system.terminate();
    }

    /** Warns of settings that an operator may have meant only for a trial. */
    private static void warnOf(CorsPolicy cors) {
        if (cors.allowsAnyOrigin()) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.ORIGINS_NOT_CHECKED)
                    .log(
                            "switchboard.http.cors-origins is *: any page that somebody opens who can reach this server can"
                                    + " read and end its classes. Name the pages that may");
        }
        if (cors.allowsAnyHost()) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.HOSTS_NOT_CHECKED)
                    .log(
                            "switchboard.http.hosts is *: any page can have its own name lead to this server and then counts"
                                    + " as a page of it. Name the hosts by which people ask for it");
        }
    }

    /** Where it listens: with the port that was found where 0 was asked for. */
    public InetSocketAddress address() {
        return listening.address();
    }

    /** How many sockets are open, upgraded ones included. */
    public int openSockets() {
        return listening.openSockets();
    }

    /** Completes as soon as there is no request whose client has not taken the answer. To be called once. */
    public CompletionStage<Done> whenAllAnswered() {
        return state.openRequests.none();
    }

    /** Takes no new connections from now on. */
    public CompletionStage<Done> unbind() {
        state.draining = true;
        return listening.close().thenApply(closed -> Done.getInstance());
    }

    /**
     * What every connection is served with.
     *
     * @param pekkoHttp between requests and bytes; made once, since to make it builds a parser that knows every header
     */
    private record Serving(
            HttpSettings settings,
            ResponseHeaders headers,
            BidiFlow<HttpResponse, ByteString, ByteString, HttpRequest, NotUsed> pekkoHttp,
            Function<HttpRequest, CompletionStage<HttpResponse>> api,
            State state,
            LongSupplier ticker)
            implements ListeningSocket.Listener, RequestHandler {

        @Override
        public void accepted(LoopSocket socket) {
            InetAddress peer = socket.remote().getAddress();
            TrustedProxies proxies = settings.trustedProxies();
            Exchange exchange = new Exchange(
                    head -> proxies.clientOf(peer, head.elements("x-forwarded-for")),
                    state.sockets,
                    proxies.trusts(peer),
                    state.scheduler.permit(),
                    state.openRequests,
                    state.budgets);
            ConnectionGuard guard =
                    new ConnectionGuard(socket, settings, headers, this, state.materializer, exchange, ticker);
            socket.start(guard);
            guard.begin();
        }

        @Override
        public void notAccepted(IOException cause) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTIONS_NOT_ACCEPTED)
                    .log(
                            "new connections cannot be accepted ({}): they wait, those that are open go on. This process may"
                                    + " open {} files: have it more than switchboard.http.max-connections ({}) and two hundred,"
                                    + " by ulimit -n, LimitNOFILE of systemd or ulimits of the container, or lower that setting",
                            String.valueOf(cause.getMessage()),
                            openFilesLimit(),
                            settings.maxConnections());
        }

        /** In words where this system does not tell. */
        private static String openFilesLimit() {
            return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? Long.toString(unix.getMaxFileDescriptorCount())
                    : "a limited number of";
        }

        @Override
        public CompletionStage<HttpResponse> handshake(Exchange exchange, RequestHead head) {
            return answerNow(exchange, head.withoutBody());
        }

        /** From the client's bytes to ours, by way of requests and responses. */
        @Override
        public Flow<ByteString, ByteString, NotUsed> http(Exchange exchange, @Nullable HttpResponse first) {
            AtomicReference<HttpResponse> known = new AtomicReference<>(first);
            return Flow.<HttpRequest>create()
                    .mapAsync(1, request -> {
                        HttpResponse answer = known.getAndSet(null);
                        return answer == null ? answer(exchange, request) : CompletableFuture.completedStage(answer);
                    })
                    .join(pekkoHttp);
        }

        /**
         * The answer before it must be out of memory first, so that a client that asks on and does not read gets no
         * more.
         */
        private CompletionStage<HttpResponse> answer(Exchange exchange, HttpRequest request) {
            CompletionStage<Done> untaken = exchange.untaken();
            return untaken == null
                    ? answerNow(exchange, request)
                    : untaken.thenCompose(
                            taken -> exchange.isClosed() ? new CompletableFuture<>() : answerNow(exchange, request));
        }

        private CompletionStage<HttpResponse> answerNow(Exchange exchange, HttpRequest request) {
            RequestHead head = exchange.takeHead();
            exchange.requestArrived(head, request.entity().isStrict());
            if (!head.isAboutHealth()) {
                // Before it queues for its permit: it takes its memory already.
                exchange.holdRequest(head.weight());
            }
            HttpRequest told =
                    request.addAttribute(Exchange.OF_REQUEST, exchange).addAttribute(RequestHead.OF_REQUEST, head);
            // A health check waits behind nobody.
            CompletionStage<HttpResponse> answered =
                    head.isAboutHealth() ? api.apply(told) : exchange.withPermit(state.executor, () -> api.apply(told));
            return answered.thenCompose(response -> {
                boolean upgrades = response.getAttribute(Upgrade.SOCKET).isPresent();
                if (upgrades && !state.draining) {
                    exchange.upgradeWith(response);
                    // The guard takes the socket away from pekko-http, which never gets this answer.
                    return new CompletableFuture<>();
                }
                // The actor that would serve the WebSocket is gone. The reservation at the hub expires.
                HttpResponse answer = upgrades
                        ? headers.on(Responses.refused(Refusal.UNAVAILABLE, "the server is shutting down"), head)
                        : response;
                exchange.answered();
                return CompletableFuture.completedStage(
                        state.draining || exchange.isSpare() ? answer.addHeader(Connection.create("close")) : answer);
            });
        }
    }
}
