package switchboard.connection;

import java.time.Duration;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.SessionEvent;
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

    private final Handshake handshake;
    private final Socket socket;
    private final Outbox outbox;
    private final Connection.Dependencies dependencies;
    private final Alarms<Connection.Command> alarms;
    private final Subscription subscription;
    private final InboundFrames submissions;
    private final @Nullable CatchUp catchUp;

    /** @param catchUp null if it never joined */
    Closing(
            Handshake handshake,
            Socket socket,
            Connection.Dependencies dependencies,
            Alarms<Connection.Command> alarms,
            Subscription subscription,
            InboundFrames submissions,
            @Nullable CatchUp catchUp) {
        this.handshake = handshake;
        this.socket = socket;
        this.outbox = socket.outbox();
        this.dependencies = dependencies;
        this.alarms = alarms;
        this.subscription = subscription;
        this.submissions = submissions;
        this.catchUp = catchUp;
    }

    /** What is queued goes out first. */
    Behavior<Connection.Command> leave(CloseReason reason) {
        ConnectionLines.closed(handshake, reason);
        outbox.close(reason.closeCode(), CloseNotice.of(reason, dependencies));
        return closing();
    }

    /** What is queued is dropped. */
    Behavior<Connection.Command> leaveAtOnce(CloseReason reason) {
        ConnectionLines.closed(handshake, reason);
        outbox.closeNow(reason.closeCode(), CloseNotice.of(reason, dependencies));
        return closing();
    }

    /** A newer connection of the user is subscribed. */
    Behavior<Connection.Command> replaced() {
        byte[] notice = FrameWriter.replaced(dependencies.clock().instant());
        if (handshake.version() == ProtocolVersion.V2) {
            outbox.closeNow(CloseReason.REPLACED.closeCode(), notice);
            return closing();
        }
        outbox.mute(notice);
        return mute();
    }

    // ---- mute: replaced, version 1; the client may stay as long as it answers pings

    private Behavior<Connection.Command> mute() {
        letGo();
        // Frames that came before it was replaced and wait for an answer: nobody looks at them any more.
        submissions.forgetAll();
        return Behaviors.receive(Connection.Command.class)
                .onMessage(Connection.TextReceived.class, ignored -> onIgnoredFrame())
                .onMessage(Connection.BinaryReceived.class, ignored -> onIgnoredFrame())
                .onMessage(Connection.SessionTold.class, told -> onMuteTold(told.event()))
                .onMessage(Connection.PageRead.class, read -> onPageTooLate())
                .onMessage(Connection.Stuck.class, stuck -> leaveAtOnce(CloseReason.TOO_SLOW))
                .onMessage(Connection.GaveWay.class, gone -> leaveAtOnce(CloseReason.TOO_MUCH_UNREAD))
                .onMessage(Connection.Violated.class, violated -> leave(violated.reason()))
                .onMessage(Connection.Drain.class, this::onDrainWhileClosing)
                .onMessage(Connection.ShutDown.class, shutDown -> leave(CloseReason.SHUTDOWN))
                .onMessage(Connection.SocketClosed.class, closed -> Behaviors.stopped())
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Connection.Command> onIgnoredFrame() {
        outbox.answered();
        return Behaviors.same();
    }

    // ---- closing: the socket takes what is left

    /** The outbox closes, or has been told to: this waits for the socket's end. */
    Behavior<Connection.Command> closing() {
        letGo();
        subscription.leave();
        submissions.tellDrained();
        return Behaviors.receive(Connection.Command.class)
                .onMessage(Connection.SessionTold.class, told -> onJoinedTooLate(told.event()))
                .onMessage(Connection.PageRead.class, read -> onPageTooLate())
                .onMessage(Connection.SocketClosed.class, closed -> Behaviors.stopped())
                .onMessage(Connection.Drain.class, this::onDrainWhileClosing)
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    /** Somebody else has got the place already: this one is gone soon, whatever its client does. */
    Behavior<Connection.Command> giveWay() {
        socket.lingerFor(GIVING_WAY);
        return leaveAtOnce(CloseReason.FULL);
    }

    private Behavior<Connection.Command> onMuteTold(SessionEvent event) {
        return event instanceof SessionEvent.GiveWay ? giveWay() : onJoinedTooLate(event);
    }

    private Behavior<Connection.Command> onJoinedTooLate(SessionEvent event) {
        subscription.giveBack(event);
        return Behaviors.same();
    }

    private Behavior<Connection.Command> onPageTooLate() {
        if (catchUp != null) {
            catchUp.discard();
        }
        return Behaviors.same();
    }

    /** What comes from this client is not looked at: there is nothing to wait for. */
    private Behavior<Connection.Command> onDrainWhileClosing(Connection.Drain quiet) {
        quiet.replyTo().tell(new Connections.Drained(handshake.connection()));
        return Behaviors.same();
    }

    private void letGo() {
        alarms.cancelAll();
        socket.liveness().allAnswered();
        if (catchUp != null) {
            catchUp.stop();
        }
        subscription.unwatch();
    }
}
