package switchboard.connection;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.codec.FrameEncoder;
import switchboard.failures.LoggedFailures;
import switchboard.identity.access.Access;
import switchboard.identity.tokens.Revocations;
import switchboard.protocol.frames.CloseReason;
import switchboard.session.api.ConnectionId;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The parent of all connections: starts one for every socket, watches their {@link Liveness} and tokens in one sweep
 * for all, closes all at shutdown. A connection that fails costs its own client a reconnect and nobody else anything.
 *
 * <p>To be started under supervision that restarts and keeps the children: the connections live on, and so does a
 * shutdown.
 */
public final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** Anything that the parent of connections is told. */
    public sealed interface Command {}

    /** A WebSocket has begun: give its socket a connection. */
    public record Opened(Handshake handshake, Socket socket) implements Command {}

    /** All that this connection took is answered, and it takes no more. */
    record Drained(ConnectionId connection) implements Command {}

    /** Take no more frames; answer once all that were taken are answered. */
    public record StopReading(ActorRef<AllDrained> replyTo) implements Command {}

    /** Close every socket with {@code shutdown}; answer once all are gone. */
    public record CloseAll(ActorRef<AllClosed> replyTo) implements Command {}

    /** The answer to {@link StopReading}. */
    public enum AllDrained {
        INSTANCE
    }

    /** The answer to {@link CloseAll}. */
    public enum AllClosed {
        INSTANCE
    }

    /** Fail. Nobody sends it but tests, to see that nothing is lost by it. */
    record Poison(RuntimeException cause) implements Command {}

    private record Ended(ConnectionId connection, ActorRef<ConnectionProtocol.Command> actor) implements Command {}

    private enum SweepDue implements Command {
        INSTANCE
    }

    private static final class Open {
        private final Handshake handshake;
        private final Socket socket;
        private final ActorRef<ConnectionProtocol.Command> actor;

        /** Its token may be void from now on without anybody telling. */
        private final Runnable forgetToken;

        private long pingedAt;
        private long checkedAt;

        /** The sweep before found it silent or stuck. */
        private boolean suspect;

        private Open(Opened opened, ActorRef<ConnectionProtocol.Command> actor, long now, Runnable forgetToken) {
            this.handshake = opened.handshake();
            this.socket = opened.socket();
            this.actor = actor;
            this.forgetToken = forgetToken;
            this.pingedAt = now;
            this.checkedAt = now;
        }
    }

    /** The state that a restart keeps. */
    private static final class Lasting {
        private final Map<ConnectionId, Open> open = new HashMap<>();
        private final Set<ConnectionId> busy = new HashSet<>();
        private @Nullable ActorRef<AllDrained> drainListener;
        private @Nullable ActorRef<AllClosed> closedListener;
        private boolean stopsReading;
        private boolean closesAll;
    }

    /**
     * How often each connection is told {@link ConnectionProtocol.CheckCursor}, whether or not anybody said that its
     * cursor can go on. A safety net: without it one lost signal (a bug today, a message between two nodes of a cluster
     * later) would hold a cursor for ever, on a connection that answers pings and looks alive. Seldom enough to cost
     * nothing, and for a loss to show: it is a pause of seconds.
     */
    private static final Duration CHECK_CURSOR_EVERY = Duration.ofSeconds(10);

    /** A ping without a payload: whatever comes back proves that somebody is there. */
    private static final byte[] NOTHING = new byte[0];

    /**
     * Connections, of which there are none yet.
     *
     * @param revocations tells whose token is void
     * @param shutdownLinger how long clients may take to answer the close frame at shutdown
     */
    public static Behavior<Command> create(
            Connection.Dependencies dependencies, Revocations revocations, Duration shutdownLinger) {
        Lasting lasting = new Lasting();
        return Behaviors.setup(context -> Behaviors.withTimers(timers ->
                new Connections(context, timers, dependencies, revocations, shutdownLinger, lasting).serving()));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Connection.Dependencies dependencies;
    private final Revocations revocations;
    private final Duration shutdownLinger;
    private final Lasting lasting;
    private final Map<ConnectionId, Open> open;
    private final Set<ConnectionId> busy;

    private Connections(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Connection.Dependencies dependencies,
            Revocations revocations,
            Duration shutdownLinger,
            Lasting lasting) {
        this.lasting = lasting;
        this.open = lasting.open;
        this.busy = lasting.busy;
        this.context = context;
        this.timers = timers;
        this.dependencies = dependencies;
        this.revocations = revocations;
        this.shutdownLinger = shutdownLinger;
    }

    private Behavior<Command> serving() {
        timers.startTimerWithFixedDelay(
                SweepDue.INSTANCE, dependencies.settings().sweepInterval());
        resumeShutdown();
        return Behaviors.receive(Command.class)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Ended.class, this::onEnded)
                .onMessage(SweepDue.class, due -> onSweepDue())
                .onMessage(StopReading.class, this::onStopReading)
                .onMessage(Drained.class, drained -> onDrained(drained.connection()))
                .onMessage(CloseAll.class, this::onCloseAll)
                .onMessage(Poison.class, poison -> {
                    throw poison.cause();
                })
                .build();
    }

    /** A shutdown that was under way when this failed begins again: to say it twice changes nothing. */
    private void resumeShutdown() {
        if (lasting.closesAll) {
            closeAll();
        } else if (lasting.stopsReading) {
            stopReading();
        }
    }

    private Behavior<Command> onOpened(Opened opened) {
        ConnectionId id = opened.handshake().connection();
        // Not restarted if it fails: its socket is in the middle of something. The client comes back instead.
        ActorRef<ConnectionProtocol.Command> actor = context.spawn(
                LoggedFailures.stopping(
                        "the actor of a connection failed; its client is told to reconnect",
                        line -> ConnectionLines.with(opened.handshake(), LogEvents.CONNECTION_FAILED, line),
                        Connection.create(opened.handshake(), opened.socket(), dependencies)),
                id.toString());
        context.watchWith(actor, new Ended(id, actor));
        Runnable forget =
                revocations.whenRevoked(Access.deviceOf(opened.handshake().asker()), () -> {
                    opened.socket().lingerFor(Closing.GIVING_WAY);
                    actor.tell(new ConnectionProtocol.Violated(CloseReason.TOKEN_REVOKED));
                });
        open.put(id, new Open(opened, actor, dependencies.ticker().getAsLong(), forget));
        opened.socket().attach(actor);
        if (lasting.closesAll) {
            close(opened.socket(), actor);
        } else if (lasting.stopsReading) {
            busy.add(id);
            actor.tell(new ConnectionProtocol.Drain(context.getSelf()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onEnded(Ended ended) {
        Open gone = open.remove(ended.connection());
        if (gone != null) {
            gone.forgetToken.run();
        }
        if (gone != null && !gone.socket.outbox().closed()) {
            // It failed: a connection that ends in order has closed its outbox before.
            gone.socket
                    .outbox()
                    .closeNow(
                            CloseReason.INTERNAL_ERROR.closeCode(),
                            CloseNotice.of(CloseReason.INTERNAL_ERROR, dependencies));
        }
        onDrained(ended.connection());
        tellIfAllClosed();
        return Behaviors.same();
    }

    // ---- liveness

    private Behavior<Command> onSweepDue() {
        long now = dependencies.ticker().getAsLong();
        Instant time = dependencies.clock().instant();
        open.values().forEach(connection -> {
            sweep(connection, now);
            if (!Access.isBelievedAt(connection.handshake.asker(), time)) {
                connection.actor.tell(new ConnectionProtocol.Violated(CloseReason.TOKEN_EXPIRED));
            }
        });
        return Behaviors.same();
    }

    private void sweep(Open connection, long now) {
        Liveness liveness = connection.socket.liveness();
        ConnectionSettings settings = dependencies.settings();
        boolean silent = liveness.silentNanos() > settings.silenceTimeout().toNanos();
        boolean stuck = liveness.stuckNanos() > settings.slowTimeout().toNanos();
        // Found by two sweeps: behind a pause of the process, the first one comes before what waits in the sockets.
        boolean lost = connection.suspect && (silent || stuck);
        connection.suspect = silent || stuck;
        if (lost && silent) {
            // Nobody is there to read a close frame.
            ConnectionLines.cut(
                    connection.handshake,
                    "silent",
                    "nothing came from it for " + settings.silenceTimeout().toMillis() + " ms, not even a pong");
            connection.socket.abort();
        } else if (lost) {
            connection.actor.tell(ConnectionProtocol.Stuck.INSTANCE);
        } else if (now - connection.pingedAt >= settings.pingInterval().toNanos()) {
            connection.pingedAt = now;
            connection.socket.outbox().control(FrameEncoder.PING, NOTHING);
        }
        if (now - connection.checkedAt >= CHECK_CURSOR_EVERY.toNanos()) {
            connection.checkedAt = now;
            connection.actor.tell(ConnectionProtocol.CheckCursor.INSTANCE);
        }
        if (liveness.messageNanos() > settings.messageWithin().toNanos()) {
            connection.actor.tell(new ConnectionProtocol.Violated(CloseReason.MESSAGE_TOO_SLOW));
        }
        if (liveness.unansweredNanos() > settings.answerTimeout().toNanos()) {
            connection.actor.tell(ConnectionProtocol.AnswersOverdue.INSTANCE);
        }
    }

    // ---- shutdown

    private Behavior<Command> onStopReading(StopReading stop) {
        lasting.stopsReading = true;
        lasting.drainListener = stop.replyTo();
        stopReading();
        return Behaviors.same();
    }

    private void stopReading() {
        busy.addAll(open.keySet());
        open.values().forEach(connection -> connection.actor.tell(new ConnectionProtocol.Drain(context.getSelf())));
        tellIfDrained();
    }

    private Behavior<Command> onDrained(ConnectionId connection) {
        busy.remove(connection);
        tellIfDrained();
        return Behaviors.same();
    }

    private void tellIfDrained() {
        if (lasting.drainListener != null && busy.isEmpty()) {
            lasting.drainListener.tell(AllDrained.INSTANCE);
            lasting.drainListener = null;
        }
    }

    private Behavior<Command> onCloseAll(CloseAll closeAll) {
        lasting.closesAll = true;
        LOG.atInfo()
                .addKeyValue(LogFields.EVENT, LogEvents.CONNECTIONS_CLOSING)
                .log("the server shuts down and closes its {} connections", open.size());
        lasting.closedListener = closeAll.replyTo();
        closeAll();
        return Behaviors.same();
    }

    private void closeAll() {
        open.values().forEach(connection -> close(connection.socket, connection.actor));
        tellIfAllClosed();
    }

    private void close(Socket socket, ActorRef<ConnectionProtocol.Command> actor) {
        socket.lingerFor(shutdownLinger);
        actor.tell(ConnectionProtocol.ShutDown.INSTANCE);
    }

    private void tellIfAllClosed() {
        if (lasting.closedListener != null && open.isEmpty()) {
            lasting.closedListener.tell(AllClosed.INSTANCE);
            lasting.closedListener = null;
        }
    }
}
