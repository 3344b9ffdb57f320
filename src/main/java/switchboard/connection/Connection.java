package switchboard.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.BehaviorBuilder;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.Refusal;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.NotEnrolled;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.store.history.History;
import switchboard.time.Alarms;

/**
 * One WebSocket: its {@link Subscription}, how its cursor {@link CatchUp goes on}, what its client sent and waits for
 * ({@link InboundFrames}), its end.
 *
 * <pre>
 *  joining ── Joined ──▶ open ──▶ {@link Closing} ── SocketClosed ──▶ stopped
 *     └────── any cause to close ─────▲
 * </pre>
 *
 * Lives from the upgrade until its socket is gone. Where it came late, came back, fell behind or lost its session, it
 * goes on the same way: it follows the session behind its position, and is given the rest by offers, from the tail or
 * from the store.
 */
public final class Connection {
    /**
     * What all connections work with.
     *
     * @param reconnectWithin how long clients are told to wait at most before they come back after a shutdown
     */
    public record Dependencies(
            ActorRef<HubProtocol.Command> hub,
            ActorRef<History.Command> history,
            ConnectionSettings settings,
            RateSettings rates,
            Duration reconnectWithin,
            Clock clock,
            LongSupplier ticker) {}

    static Behavior<ConnectionProtocol.Command> create(Handshake handshake, Socket socket, Dependencies dependencies) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Connection(
                        context, new Alarms<>(timers, dependencies.ticker()), handshake, socket, dependencies)
                .joining()));
    }

    private final Alarms<ConnectionProtocol.Command> alarms;
    private final Handshake handshake;
    private final Socket socket;
    private final Outbox outbox;
    private final Dependencies dependencies;
    private final Subscription subscription;
    private final InboundFrames frames;
    private final PageReader pages;

    /** Whether the client is told of an end: once, though a session that was started anew says it again. */
    private boolean ended;

    /** Which end that is. */
    private CloseReason end = CloseReason.SESSION_ENDED;

    private Connection(
            ActorContext<ConnectionProtocol.Command> context,
            Alarms<ConnectionProtocol.Command> alarms,
            Handshake handshake,
            Socket socket,
            Dependencies dependencies) {
        this.alarms = alarms;
        this.handshake = handshake;
        this.socket = socket;
        this.outbox = socket.outbox();
        this.dependencies = dependencies;
        this.frames = new InboundFrames(handshake, socket, dependencies);
        this.pages = new PageReader(
                dependencies,
                context.messageAdapter(History.ReadReply.class, ConnectionProtocol.PageRead::new),
                handshake.client(),
                alarms);
        Subscriber subscriber = new Subscriber(
                handshake.connection(),
                handshake.user(),
                handshake.role(),
                handshake.version(),
                handshake.client(),
                outbox,
                context.messageAdapter(SessionEvent.class, ConnectionProtocol.SessionTold::new),
                handshake.name());
        this.subscription =
                new Subscription(context, alarms, handshake.session().id(), subscriber, dependencies);
    }

    // ---- joining: the session has not answered yet, so there is no cursor

    private Behavior<ConnectionProtocol.Command> joining() {
        subscription.ask();
        return withoutLog(this::onToldWhileJoining);
    }

    /** There is nothing to go on with, to read or to lose. */
    private Behavior<ConnectionProtocol.Command> withoutLog(
            Function<SessionEvent, Behavior<ConnectionProtocol.Command>> onTold) {
        return inEitherState(onTold)
                .onMessage(ConnectionProtocol.RoomAgain.class, room -> Behaviors.same())
                .onMessage(ConnectionProtocol.CheckCursor.class, check -> Behaviors.same())
                .onMessage(ConnectionProtocol.PageRead.class, read -> {
                    pages.giveBack();
                    return Behaviors.same();
                })
                .onMessage(ConnectionProtocol.ReadAgainDue.class, due -> Behaviors.same())
                .onMessage(ConnectionProtocol.ReadOverdue.class, overdue -> Behaviors.same())
                .onMessage(ConnectionProtocol.SessionLost.class, lost -> Behaviors.same())
                .build();
    }

    private Behavior<ConnectionProtocol.Command> onToldWhileJoining(SessionEvent event) {
        if (event instanceof SessionEvent.Joined joined) {
            return onJoined(joined);
        }
        boolean isForThoseWhoJoined = event instanceof SessionEvent.Rejoined
                || event instanceof SessionEvent.Live
                || event instanceof SessionEvent.TailSlice
                || event instanceof SessionEvent.ReadUpTo;
        return isForThoseWhoJoined ? Behaviors.same() : onToldInEitherState(event);
    }

    private Behavior<ConnectionProtocol.Command> onJoined(SessionEvent.Joined joined) {
        subscription.joined(joined.session(), joined.head());
        SessionEvent.Welcome welcome = joined.welcome();
        if (welcome != null && handshake.version() == ProtocolVersion.V2) {
            // In the lane that overtakes all others, so that nothing does.
            outbox.notice(WelcomeNotice.of(welcome, joined, handshake, dependencies));
        }
        outbox.start(Math.min(handshake.afterSeq(), joined.head()), joined.head());
        CatchUp catchUp = new CatchUp(handshake, outbox, joined.stored().key(), subscription, pages);
        goOn(joined.session(), catchUp);
        return open(catchUp);
    }

    // ---- open: the cursor goes on, with the session or its successor

    private Behavior<ConnectionProtocol.Command> open(CatchUp catchUp) {
        return inEitherState(event -> onToldWhileOpen(event, catchUp))
                .onMessage(ConnectionProtocol.RoomAgain.class, room -> {
                    catchUp.roomAgain();
                    return Behaviors.same();
                })
                .onMessage(ConnectionProtocol.CheckCursor.class, check -> {
                    catchUp.check();
                    return Behaviors.same();
                })
                .onMessage(ConnectionProtocol.PageRead.class, read -> leaveFor(catchUp.read(read.reply())))
                .onMessage(ConnectionProtocol.ReadAgainDue.class, due -> onReadAgainDue(due, catchUp))
                .onMessage(ConnectionProtocol.ReadOverdue.class, overdue -> onReadOverdue(overdue, catchUp))
                .onMessage(ConnectionProtocol.SessionLost.class, lost -> onSessionLost())
                .build();
    }

    private Behavior<ConnectionProtocol.Command> onToldWhileOpen(SessionEvent event, CatchUp catchUp) {
        if (event instanceof SessionEvent.Live) {
            catchUp.live();
        } else if (event instanceof SessionEvent.TailSlice slice) {
            catchUp.pending(slice);
        } else if (event instanceof SessionEvent.ReadUpTo read) {
            catchUp.readUpTo(read.head());
        } else if (event instanceof SessionEvent.Rejoined rejoined) {
            if (subscription.session() == null) {
                subscription.rejoined(rejoined.session());
                goOn(rejoined.session(), catchUp);
            }
        } else if (!(event instanceof SessionEvent.Joined)) { // A session that is asked twice answers twice.
            return onToldInEitherState(event);
        }
        return Behaviors.same();
    }

    private void goOn(ActorRef<SessionProtocol.Command> session, CatchUp catchUp) {
        catchUp.follow();
        frames.submitAllTo(session);
        onParticipantsDue();
    }

    private Behavior<ConnectionProtocol.Command> onSessionLost() {
        outbox.answerCame();
        subscription.lost();
        return Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onReadAgainDue(ConnectionProtocol.ReadAgainDue due, CatchUp catchUp) {
        if (alarms.rings(due)) {
            catchUp.readAgain();
        }
        return Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onReadOverdue(
            ConnectionProtocol.ReadOverdue overdue, CatchUp catchUp) {
        return alarms.rings(overdue) ? leaveFor(catchUp.giveUpReading(CloseReason.INTERNAL_ERROR)) : Behaviors.same();
    }

    /** Leaves if there is a reason. */
    private Behavior<ConnectionProtocol.Command> leaveFor(Optional<CloseReason> reason) {
        return reason.map(this::leave).orElse(Behaviors.same());
    }

    // ---- what is the same in both states

    /** The rows are searched in this order, so what comes most often stands first. */
    private BehaviorBuilder<ConnectionProtocol.Command> inEitherState(
            Function<SessionEvent, Behavior<ConnectionProtocol.Command>> onTold) {
        return Behaviors.receive(ConnectionProtocol.Command.class)
                .onMessage(ConnectionProtocol.SessionTold.class, told -> onTold.apply(told.event()))
                .onMessage(
                        ConnectionProtocol.TextReceived.class,
                        text -> onFrame(FrameReader.read(text.payload(), handshake.version())))
                .onMessage(ConnectionProtocol.BinaryReceived.class, binary -> onFrame(FrameReader.binary()))
                .onMessage(ConnectionProtocol.JoinAgainDue.class, this::onJoinAgainDue)
                .onMessage(ConnectionProtocol.JoinOverdue.class, this::onJoinOverdue)
                .onMessage(ConnectionProtocol.AnswersOverdue.class, overdue -> onAnswersOverdue())
                .onMessage(ConnectionProtocol.EndReached.class, end -> onEndReached())
                .onMessage(ConnectionProtocol.ParticipantsDue.class, due -> onParticipantsDue())
                .onMessage(ConnectionProtocol.GraceOver.class, this::onGraceOver)
                .onMessage(ConnectionProtocol.Stuck.class, stuck -> closing().leaveAtOnce(CloseReason.TOO_SLOW))
                .onMessage(ConnectionProtocol.GaveWay.class, gone -> closing().leaveAtOnce(CloseReason.TOO_MUCH_UNREAD))
                .onMessage(ConnectionProtocol.Violated.class, violated -> leave(violated.reason()))
                .onMessage(ConnectionProtocol.Drain.class, this::onDrain)
                .onMessage(ConnectionProtocol.ShutDown.class, shutDown -> leave(CloseReason.SHUTDOWN))
                .onMessage(ConnectionProtocol.SocketClosed.class, closed -> Behaviors.stopped());
    }

    private Behavior<ConnectionProtocol.Command> onToldInEitherState(SessionEvent event) {
        if (event instanceof SessionEvent.Answered answered) {
            return onAnswered(answered);
        } else if (event instanceof SessionEvent.Replaced) {
            return closing().replaced();
        } else if (event instanceof SessionEvent.GiveWay) {
            return closing().giveWay();
        } else if (SessionNotices.give(event, outbox, now())) {
            return Behaviors.same();
        } else if (event instanceof SessionEvent.Removed) {
            return onRemoved();
        } else if (event instanceof SessionEvent.SessionEnded told) {
            return onSessionEnded(told);
        } else if (event instanceof SessionEvent.Unreadable) {
            return leave(CloseReason.HISTORY_DAMAGED);
        }
        throw new IllegalArgumentException("not an event that is known: " + event);
    }

    private Behavior<ConnectionProtocol.Command> onJoinAgainDue(ConnectionProtocol.JoinAgainDue due) {
        if (alarms.rings(due)) {
            subscription.askOnce();
        }
        return Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onJoinOverdue(ConnectionProtocol.JoinOverdue overdue) {
        return alarms.rings(overdue) ? leave(CloseReason.INTERNAL_ERROR) : Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onParticipantsDue() {
        ActorRef<SessionProtocol.Command> session = subscription.session();
        // Without a session, it is asked as soon as there is one.
        if (session != null && outbox.participantsDue()) {
            session.tell(new SessionProtocol.TellParticipants(handshake.connection()));
        }
        return Behaviors.same();
    }

    // ---- the client's frames

    private Behavior<ConnectionProtocol.Command> onFrame(IncomingFrame frame) {
        frames.submit(frame, subscription.session());
        if (ended && subscription.session() == null) {
            // There will be no session: there is nobody else to say so.
            return refuseFrames(Behaviors.same());
        }
        return Behaviors.same();
    }

    /** Whatever is not answered by now is refused. */
    private Behavior<ConnectionProtocol.Command> refuseFrames(Behavior<ConnectionProtocol.Command> then) {
        frames.refuseAll(
                end == CloseReason.REMOVED ? NotEnrolled.refused(handshake.user()) : Refusal.SESSION_ENDED.refused());
        return releaseAnswers(then);
    }

    private Behavior<ConnectionProtocol.Command> onAnswered(SessionEvent.Answered answered) {
        frames.answered(answered);
        Behavior<ConnectionProtocol.Command> next = releaseAnswers();
        outbox.answerCame();
        return next;
    }

    private Behavior<ConnectionProtocol.Command> onAnswersOverdue() {
        frames.overdue(dependencies.settings().answerTimeout());
        return releaseAnswers();
    }

    private Behavior<ConnectionProtocol.Command> releaseAnswers() {
        return releaseAnswers(Behaviors.same());
    }

    private Behavior<ConnectionProtocol.Command> releaseAnswers(Behavior<ConnectionProtocol.Command> then) {
        return frames.releaseAnswers() ? then : leave(CloseReason.FLOODING);
    }

    private Behavior<ConnectionProtocol.Command> onDrain(ConnectionProtocol.Drain drain) {
        frames.drain(drain.replyTo());
        return Behaviors.same();
    }

    // ---- the end

    private Behavior<ConnectionProtocol.Command> onSessionEnded(SessionEvent.SessionEnded told) {
        if (ended) {
            return Behaviors.same();
        }
        endAt(told.lastSeq(), CloseReason.SESSION_ENDED);
        if (subscription.session() != null) {
            return Behaviors.same();
        }
        subscription.stopAsking();
        return refuseFrames(Behaviors.same());
    }

    /** All that it had sent is answered, as far as the session has seen it. */
    private Behavior<ConnectionProtocol.Command> onRemoved() {
        if (ended) {
            return Behaviors.same();
        }
        pages.release();
        subscription.leave();
        endAt(SessionEvent.SessionEnded.NOT_JOINED, CloseReason.REMOVED);
        return refuseFrames(withoutLog(this::onToldInEitherState));
    }

    private void endAt(long lastSeq, CloseReason reason) {
        ended = true;
        end = reason;
        outbox.endAt(lastSeq, reason, handshake.version() == ProtocolVersion.V2);
    }

    private Behavior<ConnectionProtocol.Command> onEndReached() {
        if (handshake.version() == ProtocolVersion.V2) {
            ConnectionLines.closed(handshake, end);
            return closing().closing();
        }
        // Existing pages reconnect after a close that comes while they still show the end.
        alarms.set(
                ConnectionProtocol.GraceOver.INSTANCE, dependencies.settings().endedGrace());
        return Behaviors.same();
    }

    private Behavior<ConnectionProtocol.Command> onGraceOver(ConnectionProtocol.GraceOver over) {
        return alarms.rings(over) ? leave(end) : Behaviors.same();
    }

    private Instant now() {
        return dependencies.clock().instant();
    }

    private Behavior<ConnectionProtocol.Command> leave(CloseReason reason) {
        return closing().leave(reason);
    }

    private Closing closing() {
        return new Closing(handshake, socket, dependencies, alarms, subscription, frames, pages);
    }
}
