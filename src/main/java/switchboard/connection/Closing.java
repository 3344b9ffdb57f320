package switchboard.connection;

import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.time.Alarms;

/**
 * A {@link Connection} that is not open any more: what its client is told, what it lets go, and what comes too late.
 *
 * <pre>
 *  open ── replaced, version 1 ──▶ mute ──┐
 *    └──── any other cause ───────────────┴──▶ closing ── SocketClosed ──▶ stopped
 * </pre>
 *
 * Behaviours of that one actor.
 */
public final class Closing {
    /** For the client to take the reason and to answer the close frame. */
    public static final Duration GIVING_WAY = Duration.ofSeconds(1);

    /** A client that was silent for so long is not there any more: nobody was thrown out (protocol.md, section 6). */
    private static final Duration GONE_AFTER = Duration.ofSeconds(30);

    private final Handshake handshake;
    private final Socket socket;
    private final Outbox outbox;
    private final Connection.Dependencies dependencies;
    private final Alarms<ConnectionProtocol.Command> alarms;
    private final Subscription subscription;
    private final InboundFrames frames;
    private final PageReader pages;

    Closing(
            Handshake handshake,
            Socket socket,
            Connection.Dependencies dependencies,
            Alarms<ConnectionProtocol.Command> alarms,
            Subscription subscription,
            InboundFrames frames,
            PageReader pages) {
        this.handshake = handshake;
        this.socket = socket;
        this.outbox = socket.outbox();
        this.dependencies = dependencies;
        this.alarms = alarms;
        this.subscription = subscription;
        this.frames = frames;
        this.pages = pages;
    }

    /** What is queued goes out first. */
    Behavior<ConnectionProtocol.Command> leave(CloseReason reason) {
        ConnectionLines.closed(handshake, reason);
        outbox.close(reason.closeCode(handshake.version()), CloseNotice.of(reason, dependencies));
        return closing();
    }

    /** What is queued is dropped. */
    Behavior<ConnectionProtocol.Command> leaveAtOnce(CloseReason reason) {
        ConnectionLines.closed(handshake, reason);
        outbox.closeNow(reason.closeCode(), CloseNotice.of(reason, dependencies));
        return closing();
    }

    /** A newer connection of the user is subscribed. */
    Behavior<ConnectionProtocol.Command> replaced() {
        ActorRef<SessionProtocol.Command> session = subscription.session();
        if (session != null && socket.liveness().silentNanos() < GONE_AFTER.toNanos()) {
            session.tell(new SessionProtocol.TakenOver(handshake.user(), handshake.role()));
        }
        byte[] notice = FrameWriter.replaced(dependencies.clock().instant());
        if (handshake.version() == ProtocolVersion.V2) {
            outbox.closeNow(CloseReason.REPLACED.closeCode(), notice);
            return closing();
        }
        outbox.mute(notice);
        return mute();
    }

    /** Somebody else has got its slot already: this one is gone soon, whatever its client does. */
    Behavior<ConnectionProtocol.Command> giveWay() {
        socket.lingerFor(GIVING_WAY);
        return leaveAtOnce(CloseReason.FULL);
    }

    // ---- mute: replaced, version 1; the client may stay as long as it answers pings

    private Behavior<ConnectionProtocol.Command> mute() {
        letGo();
        return Behaviors.receive(ConnectionProtocol.Command.class)
                .onMessage(ConnectionProtocol.TextReceived.class, ignored -> onIgnoredFrame())
                .onMessage(ConnectionProtocol.BinaryReceived.class, ignored -> onIgnoredFrame())
                .onMessage(ConnectionProtocol.SessionTold.class, told -> onToldWhileMute(told.event()))
                .onMessage(ConnectionProtocol.PageRead.class, read -> onPageTooLate())
                .onMessage(ConnectionProtocol.Stuck.class, stuck -> leaveAtOnce(CloseReason.TOO_SLOW))
                .onMessage(ConnectionProtocol.GaveWay.class, gone -> leaveAtOnce(CloseReason.TOO_MUCH_UNREAD))
                .onMessage(ConnectionProtocol.Violated.class, violated -> leave(violated.reason()))
                .onMessage(ConnectionProtocol.Drain.class, this::onDrain)
                .onMessage(ConnectionProtocol.ShutDown.class, shutDown -> leave(CloseReason.SHUTDOWN))
                .onMessage(ConnectionProtocol.SocketClosed.class, closed -> Behaviors.stopped())
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<ConnectionProtocol.Command> onIgnoredFrame() {
        outbox.answered();
        return Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onToldWhileMute(SessionEvent event) {
        return event instanceof SessionEvent.GiveWay ? giveWay() : onToldTooLate(event);
    }

    // ---- closing: the socket takes what is queued

    /** The outbox closes, or has been told to: this waits for the socket's end. */
    Behavior<ConnectionProtocol.Command> closing() {
        letGo();
        subscription.leave();
        return Behaviors.receive(ConnectionProtocol.Command.class)
                .onMessage(ConnectionProtocol.SessionTold.class, told -> onToldTooLate(told.event()))
                .onMessage(ConnectionProtocol.PageRead.class, read -> onPageTooLate())
                .onMessage(ConnectionProtocol.SocketClosed.class, closed -> Behaviors.stopped())
                .onMessage(ConnectionProtocol.Drain.class, this::onDrain)
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    // ---- what comes too late

    private Behavior<ConnectionProtocol.Command> onToldTooLate(SessionEvent event) {
        if (event instanceof SessionEvent.Joined joined) {
            subscription.giveBack(joined.session());
        } else if (event instanceof SessionEvent.Rejoined rejoined) {
            subscription.giveBack(rejoined.session());
        }
        // Nothing else that a session tells has to be given back.
        return Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onPageTooLate() {
        pages.giveBack();
        return Behaviors.same();
    }

    /** What this client sends is ignored: there is nothing to wait for. */
    private Behavior<ConnectionProtocol.Command> onDrain(ConnectionProtocol.Drain drain) {
        drain.replyTo().tell(new Connections.Drained(handshake.connection()));
        return Behaviors.same();
    }

    private void letGo() {
        alarms.cancelAll();
        pages.release();
        subscription.unwatch();
        frames.forgetAll();
    }
}
