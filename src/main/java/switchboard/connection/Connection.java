package switchboard.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.outbound.Outbox;
import switchboard.protocol.frames.CloseReason;
import switchboard.protocol.frames.FrameReader;
import switchboard.protocol.frames.FrameWriter;
import switchboard.protocol.frames.IncomingFrame;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.RateSettings;
import switchboard.session.api.SessionEvent;
import switchboard.session.api.SessionProtocol;
import switchboard.session.api.Subscriber;
import switchboard.store.Trouble;
import switchboard.store.history.History;
import switchboard.telemetry.LogEvents;
import switchboard.time.Alarms;

/**
 * One WebSocket: its {@link Subscription}, how its cursor {@link CatchUp goes on}, what its client sent and waits for
 * ({@link InboundFrames}), its end.
 *
 * <p>Lives from the upgrade until its socket is gone: here while it is open, and then as a {@link Closing}. Where it
 * came late, came back, fell behind or lost its session, it goes on the same way: it follows the session behind its
 * position, and is given the rest by offers, from the tail or from the store.
 */
public final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    public sealed interface Command {}

    /** The client sent a whole text message, valid UTF-8. Counted by {@link Outbox#received} already. */
    public record TextReceived(byte[] payload) implements Command {}

    /** The client sent a whole binary message. Counted by {@link Outbox#received} already. */
    public enum BinaryReceived implements Command {
        INSTANCE
    }

    /** The client broke the rules of the socket; the stage reads nothing more. */
    public record Violated(CloseReason reason) implements Command {}

    /** The socket is gone, with or without a close frame. The last event of a stage. */
    public enum SocketClosed implements Command {
        INSTANCE
    }

    /** The outbox refused a part of an offer, and has room now. */
    public enum RoomAgain implements Command {
        INSTANCE
    }

    /**
     * See whether the cursor can go on, whatever was said or not: told every few seconds, so that a signal that got
     * lost does not hold it for ever.
     */
    enum LookAgain implements Command {
        INSTANCE
    }

    /** {@code session_ended} is on its way. */
    public enum EndReached implements Command {
        INSTANCE
    }

    /** Too many came and went for the client to be told of each. */
    public enum ParticipantsDue implements Command {
        INSTANCE
    }

    /** The socket took nothing for too long. */
    enum Stuck implements Command {
        INSTANCE
    }

    /** The outbox had to drop what waited. */
    public enum GaveWay implements Command {
        INSTANCE
    }

    /** The oldest frame has waited for its answer as long as anybody may. */
    enum AnswersOverdue implements Command {
        INSTANCE
    }

    /** The server shuts down. */
    enum ShutDown implements Command {
        INSTANCE
    }

    /** Take no more frames; tell {@code replyTo} once those that were taken are answered. */
    record Drain(ActorRef<Connections.Command> replyTo) implements Command {}

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

    record SessionTold(SessionEvent event) implements Command {}

    record PageRead(History.ReadReply reply) implements Command {}

    /** The actor of the session, which {@link Subscription} watches. */
    enum SessionLost implements Command {
        INSTANCE
    }

    /** By a timer of {@link Subscription}. */
    enum JoinAgainDue implements Command {
        INSTANCE
    }

    /** By a timer of {@link Subscription}. */
    enum JoinOverdue implements Command {
        INSTANCE
    }

    /** By a timer of {@link CatchUp}. */
    enum ReadOverdue implements Command {
        INSTANCE
    }

    /** By a timer of {@link CatchUp}. */
    enum ReadAgainDue implements Command {
        INSTANCE
    }

    private enum GraceOver implements Command {
        INSTANCE
    }

    static Behavior<Command> create(Handshake handshake, Socket socket, Dependencies dependencies) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Connection(
                        context, new Alarms<>(timers, dependencies.ticker()), handshake, socket, dependencies)
                .joining()));
    }

    private final Alarms<Command> alarms;
    private final Handshake handshake;
    private final Socket socket;
    private final Outbox outbox;
    private final Dependencies dependencies;
    private final ActorRef<History.ReadReply> pages;
    private final Subscription subscription;
    private final InboundFrames submissions;

    /** Null until the session has answered for the first time. */
    private @Nullable CatchUp catchUp;

    private boolean ended;

    private Connection(
            ActorContext<Command> context,
            Alarms<Command> alarms,
            Handshake handshake,
            Socket socket,
            Dependencies dependencies) {
        this.alarms = alarms;
        this.handshake = handshake;
        this.socket = socket;
        this.outbox = socket.outbox();
        this.dependencies = dependencies;
        this.pages = context.messageAdapter(History.ReadReply.class, PageRead::new);
        this.submissions = new InboundFrames(handshake, socket, dependencies);
        Subscriber subscriber = new Subscriber(
                handshake.connection(),
                handshake.user(),
                handshake.role(),
                handshake.version(),
                handshake.client(),
                outbox,
                context.messageAdapter(SessionEvent.class, SessionTold::new));
        this.subscription =
                new Subscription(context, alarms, handshake.session().id(), subscriber, dependencies);
    }

    // ---- open: joined, or about to be

    private Behavior<Command> joining() {
        subscription.ask();
        return Behaviors.receive(Command.class)
                .onMessage(SessionTold.class, told -> onSessionTold(told.event()))
                .onMessage(TextReceived.class, text -> onFrame(FrameReader.read(text.payload(), handshake.version())))
                .onMessage(BinaryReceived.class, binary -> onFrame(FrameReader.binary()))
                .onMessage(RoomAgain.class, room -> onRoomAgain())
                .onMessage(LookAgain.class, look -> onLookAgain())
                .onMessage(PageRead.class, read -> onPageRead(read.reply()))
                .onMessage(ReadAgainDue.class, this::onReadAgainDue)
                .onMessage(ReadOverdue.class, this::onReadOverdue)
                .onMessage(JoinAgainDue.class, this::onJoinAgainDue)
                .onMessage(JoinOverdue.class, this::onJoinOverdue)
                .onMessage(AnswersOverdue.class, overdue -> onAnswersOverdue())
                .onMessage(SessionLost.class, lost -> onSessionLost())
                .onMessage(EndReached.class, end -> onEndReached())
                .onMessage(ParticipantsDue.class, due -> onParticipantsDue())
                .onMessage(GraceOver.class, this::onGraceOver)
                .onMessage(Stuck.class, stuck -> closing().leaveAtOnce(CloseReason.TOO_SLOW))
                .onMessage(GaveWay.class, gone -> closing().leaveAtOnce(CloseReason.TOO_MUCH_UNREAD))
                .onMessage(Violated.class, violated -> leave(violated.reason()))
                .onMessage(Drain.class, this::onDrain)
                .onMessage(ShutDown.class, shutDown -> leave(CloseReason.SHUTDOWN))
                .onMessage(SocketClosed.class, closed -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onJoinAgainDue(JoinAgainDue due) {
        if (alarms.rings(due)) {
            subscription.askOnce();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onJoinOverdue(JoinOverdue overdue) {
        return alarms.rings(overdue) ? leave(CloseReason.INTERNAL_ERROR) : Behaviors.same();
    }

    private Behavior<Command> onSessionTold(SessionEvent event) {
        if (event instanceof SessionEvent.Answered answered) {
            submissions.answered(answered);
            Behavior<Command> next = releaseAnswers();
            outbox.answerCame();
            return next;
        } else if (event instanceof SessionEvent.Replaced) {
            return closing().replaced();
        } else if (event instanceof SessionEvent.GiveWay) {
            return closing().giveWay();
        } else if (event instanceof SessionEvent.SessionEnded end) {
            return onSessionEnded(end);
        } else if (event instanceof SessionEvent.Unreadable) {
            return leave(CloseReason.HISTORY_DAMAGED);
        } else if (event instanceof SessionEvent.Joined joined) {
            onJoined(joined);
        } else if (event instanceof SessionEvent.Rejoined rejoined) {
            if (catchUp != null && subscription.session() == null) {
                live(rejoined.session(), catchUp);
            }
        } else if (catchUp != null) {
            if (event instanceof SessionEvent.Live) {
                catchUp.live();
            } else if (event instanceof SessionEvent.TailSlice slice) {
                catchUp.pending(slice);
            } else if (event instanceof SessionEvent.ReadUpTo read) {
                catchUp.readUpTo(read.head());
            }
        }
        return Behaviors.same();
    }

    private void onJoined(SessionEvent.Joined joined) {
        if (catchUp != null) {
            return; // It was asked twice and answers twice.
        }
        View view = new View(handshake.user(), handshake.role(), handshake.version(), joined.head());
        catchUp = new CatchUp(
                handshake.connection(),
                handshake.client(),
                outbox,
                joined.stored().key(),
                view,
                dependencies,
                pages,
                alarms);
        SessionEvent.Welcome welcome = joined.welcome();
        if (welcome != null && handshake.version() == ProtocolVersion.V2) {
            // In the lane that overtakes all others, so that nothing does.
            outbox.notice(FrameWriter.welcome(
                    welcome.session(),
                    handshake.user(),
                    handshake.role(),
                    handshake.connection().toString(),
                    joined.head(),
                    dependencies.rates().limit(handshake.role()),
                    (int) dependencies.rates().window().toSeconds(),
                    welcome.participants(),
                    dependencies.clock().instant()));
        }
        outbox.start(Math.min(handshake.afterSeq(), joined.head()), joined.head());
        live(joined.session(), catchUp);
    }

    private void live(ActorRef<SessionProtocol.Command> session, CatchUp catchUp) {
        subscription.taken(session, catchUp.view());
        catchUp.follow(session);
        submissions.submitAllTo(session);
        onParticipantsDue();
    }

    private Behavior<Command> onParticipantsDue() {
        ActorRef<SessionProtocol.Command> session = subscription.session();
        // Without a session, it is asked as soon as there is one.
        if (session != null && outbox.participantsDue()) {
            session.tell(new SessionProtocol.TellParticipants(handshake.connection()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onSessionLost() {
        outbox.answerCame();
        if (catchUp != null) {
            catchUp.sessionLost();
            subscription.lost();
        }
        return Behaviors.same();
    }

    // ---- the cursor

    private Behavior<Command> onRoomAgain() {
        if (catchUp != null) {
            catchUp.roomAgain();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLookAgain() {
        if (catchUp != null) {
            catchUp.lookAgain();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onPageRead(History.ReadReply reply) {
        if (catchUp == null) {
            return Behaviors.same();
        }
        if (reply instanceof History.Page page) {
            catchUp.page(page);
        } else if (reply instanceof History.ReadFailed failed && catchUp.isReading()) {
            // The store has said so already, once for all who read.
            ConnectionLines.with(handshake, LogEvents.LOOKUP_FAILED, LOG.atDebug())
                    .log("history of a class cannot be read: {}", failed.trouble());
            if (failed.trouble() == Trouble.DAMAGED) {
                return giveUpReading(CloseReason.HISTORY_DAMAGED);
            }
            catchUp.readFailed();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReadAgainDue(ReadAgainDue due) {
        if (alarms.rings(due) && catchUp != null) {
            catchUp.readAgain();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReadOverdue(ReadOverdue overdue) {
        return alarms.rings(overdue) ? giveUpReading(CloseReason.INTERNAL_ERROR) : Behaviors.same();
    }

    /** Version 1 goes on with what is new where its first replay cannot be read; nobody else may miss anything. */
    private Behavior<Command> giveUpReading(CloseReason reason) {
        if (catchUp == null || outbox.historyDone() || handshake.version() == ProtocolVersion.V2) {
            return leave(reason);
        }
        catchUp.skipReplay();
        return Behaviors.same();
    }

    // ---- the client's frames

    private Behavior<Command> onFrame(IncomingFrame frame) {
        submissions.submit(frame, subscription.session());
        if (subscription.session() == null && ended) {
            // It ended before this connection had joined: there is nobody else to say so.
            return answerEnded();
        }
        return Behaviors.same();
    }

    private Behavior<Command> answerEnded() {
        submissions.sessionEnded();
        return releaseAnswers();
    }

    private Behavior<Command> onAnswersOverdue() {
        submissions.overdue(dependencies.settings().answerTimeout());
        return releaseAnswers();
    }

    private Behavior<Command> releaseAnswers() {
        return submissions.releaseAnswers() ? Behaviors.same() : leave(CloseReason.FLOODING);
    }

    // ---- the end

    private Behavior<Command> onSessionEnded(SessionEvent.SessionEnded end) {
        if (ended) {
            return Behaviors.same(); // Said again by a session that was started anew.
        }
        ended = true;
        outbox.endAt(end.lastSeq(), handshake.version() == ProtocolVersion.V2);
        if (subscription.session() != null) {
            return Behaviors.same();
        }
        subscription.askNoMore();
        return answerEnded();
    }

    private Behavior<Command> onEndReached() {
        if (handshake.version() == ProtocolVersion.V2) {
            ConnectionLines.closed(handshake, CloseReason.SESSION_ENDED);
            return closing().closing();
        }
        // Existing pages reconnect after a close that comes while they still show the end.
        alarms.set(GraceOver.INSTANCE, dependencies.settings().endedGrace());
        return Behaviors.same();
    }

    private Behavior<Command> onGraceOver(GraceOver over) {
        return alarms.rings(over) ? leave(CloseReason.SESSION_ENDED) : Behaviors.same();
    }

    private Behavior<Command> onDrain(Drain quiet) {
        submissions.drain(quiet.replyTo());
        return Behaviors.same();
    }

    private Behavior<Command> leave(CloseReason reason) {
        return closing().leave(reason);
    }

    private Closing closing() {
        return new Closing(handshake, socket, dependencies, alarms, subscription, submissions, catchUp);
    }
}
