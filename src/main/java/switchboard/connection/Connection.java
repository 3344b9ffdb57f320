package switchboard.connection;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.protocol.CloseReason;
import switchboard.protocol.FrameReader;
import switchboard.protocol.FrameWriter;
import switchboard.protocol.IncomingFrame;
import switchboard.protocol.ProtocolVersion;
import switchboard.protocol.Refusal;
import switchboard.protocol.Refused;
import switchboard.protocol.View;
import switchboard.session.Attendance;
import switchboard.session.RateSettings;
import switchboard.session.Session;
import switchboard.session.Sessions;
import switchboard.session.StorageFailure;
import switchboard.store.History;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * One WebSocket: its cursor, its unanswered frames, its end.
 *
 * <p>Lives from the upgrade until its socket is gone. Where it came late, came back, fell behind or lost its session, it
 * goes on the same way: it follows the session behind what is covered, and is given the rest by offers, from the tail or
 * from the store.
 */
public final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    sealed interface Command {}

    /** The client sent a whole text message, valid UTF-8. Counted by {@link Outbox#received} already. */
    record TextReceived(byte[] payload) implements Command {}

    /** The client sent a whole binary message. Counted by {@link Outbox#received} already. */
    enum BinaryReceived implements Command {
        INSTANCE
    }

    /** The client broke the rules of the socket; the stage reads nothing more. */
    record Violated(CloseReason reason) implements Command {}

    /** The socket is gone, with or without a close frame. The last event of a stage. */
    enum SocketClosed implements Command {
        INSTANCE
    }

    /** The outbox refused a part of an offer, and has room now. */
    enum RoomAgain implements Command {
        INSTANCE
    }

    /** See whether the cursor can go on: told every few seconds, in case that whoever should have said so failed. */
    enum LookAgain implements Command {
        INSTANCE
    }

    /** {@code session_ended} is on its way. */
    enum EndReached implements Command {
        INSTANCE
    }

    /** The socket took nothing for too long. */
    enum Stuck implements Command {
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
    record FallQuiet(ActorRef<Connections.Command> replyTo) implements Command {}

    /**
     * What all connections work with.
     *
     * @param reconnectWithin how long clients are told to wait at most before they come back after a shutdown
     */
    public record Surroundings(
            ActorRef<Sessions.Command> hub,
            ActorRef<History.Command> history,
            ConnectionSettings settings,
            RateSettings rates,
            Duration reconnectWithin,
            Clock clock,
            LongSupplier ticker) {}

    private record SessionTold(Session.Event event) implements Command {}

    private record PageRead(History.ReadReply reply) implements Command {}

    private enum SessionLost implements Command {
        INSTANCE
    }

    private enum SeatAgainDue implements Command {
        INSTANCE
    }

    private enum SeatOverdue implements Command {
        INSTANCE
    }

    private enum ReadOverdue implements Command {
        INSTANCE
    }

    private enum ReadAgainDue implements Command {
        INSTANCE
    }

    private enum GraceOver implements Command {
        INSTANCE
    }

    private static final Duration READ_AGAIN_AFTER = Duration.ofMillis(500);

    /** When the hub is asked again for a seat: the session may have failed with the question in its mailbox. */
    private static final Duration SEAT_AGAIN_AFTER = Duration.ofSeconds(2);

    /** How long clients are told to wait at most before they come back, where the cause is theirs alone. */
    static final long RETRY_AFTER_MS = 1_000;

    static Behavior<Command> create(Handshake handshake, Socket socket, Surroundings surroundings) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new Connection(context, timers, handshake, socket, surroundings).joining()));
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Handshake handshake;
    private final Socket socket;
    private final Outbox outbox;
    private final Surroundings surroundings;
    private final Attendance attendance;
    private final ActorRef<History.ReadReply> pages;
    private final UnansweredFrames unanswered = new UnansweredFrames();

    /** Null until the session has answered, and while it has no actor. */
    private @Nullable ActorRef<Session.Command> session;

    /** The actor that was {@link #session} before; null unless one was lost. */
    private @Nullable ActorRef<Session.Command> lost;

    /** Null until the session has answered for the first time. */
    private @Nullable CatchUp catchUp;

    private boolean ended;
    private @Nullable ActorRef<Connections.Command> quietListener;

    private Connection(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Handshake handshake,
            Socket socket,
            Surroundings surroundings) {
        this.context = context;
        this.timers = timers;
        this.handshake = handshake;
        this.socket = socket;
        this.outbox = socket.outbox();
        this.surroundings = surroundings;
        this.pages = context.messageAdapter(History.ReadReply.class, PageRead::new);
        this.attendance = new Attendance(
                handshake.connection(),
                handshake.user(),
                handshake.role(),
                handshake.version(),
                outbox,
                context.messageAdapter(Session.Event.class, SessionTold::new));
    }

    // ---- open: seated, or about to be

    private Behavior<Command> joining() {
        awaitSeat();
        return Behaviors.receive(Command.class)
                .onMessage(SessionTold.class, told -> onSessionTold(told.event()))
                .onMessage(TextReceived.class, text -> onFrame(FrameReader.read(text.payload())))
                .onMessage(BinaryReceived.class, binary -> onFrame(FrameReader.binary()))
                .onMessage(RoomAgain.class, room -> onRoomAgain())
                .onMessage(LookAgain.class, look -> onLookAgain())
                .onMessage(PageRead.class, read -> onPageRead(read.reply()))
                .onMessage(ReadAgainDue.class, due -> onReadAgainDue())
                .onMessage(ReadOverdue.class, overdue -> onReadOverdue())
                .onMessage(SeatAgainDue.class, due -> onSeatAgainDue())
                .onMessage(SeatOverdue.class, overdue -> leave(CloseReason.INTERNAL_ERROR))
                .onMessage(AnswersOverdue.class, overdue -> onAnswersOverdue())
                .onMessage(SessionLost.class, lost -> onSessionLost())
                .onMessage(EndReached.class, end -> onEndReached())
                .onMessage(GraceOver.class, over -> leave(CloseReason.SESSION_ENDED))
                .onMessage(Stuck.class, stuck -> leaveAtOnce(CloseReason.TOO_SLOW))
                .onMessage(Violated.class, violated -> leave(violated.reason()))
                .onMessage(FallQuiet.class, this::onFallQuiet)
                .onMessage(ShutDown.class, shutDown -> leave(CloseReason.SHUTDOWN))
                .onMessage(SocketClosed.class, closed -> Behaviors.stopped())
                .build();
    }

    private void awaitSeat() {
        askForSeat();
        timers.startTimerWithFixedDelay(SeatAgainDue.INSTANCE, SEAT_AGAIN_AFTER);
        timers.startSingleTimer(SeatOverdue.INSTANCE, surroundings.settings().replayTimeout());
    }

    private void seatIsSettled() {
        timers.cancel(SeatAgainDue.INSTANCE);
        timers.cancel(SeatOverdue.INSTANCE);
    }

    private void askForSeat() {
        if (catchUp == null || lost == null) {
            surroundings.hub().tell(new Sessions.Join(handshake.session().id(), attendance));
        } else {
            surroundings.hub().tell(new Sessions.Rejoin(handshake.session().id(), attendance, catchUp.view(), lost));
        }
    }

    private Behavior<Command> onSeatAgainDue() {
        askForSeat();
        return Behaviors.same();
    }

    private Behavior<Command> onSessionTold(Session.Event event) {
        if (event instanceof Session.Answered answered) {
            unanswered.answer(answered.message(), answered.answer());
            return releaseAnswers();
        } else if (event instanceof Session.Replaced) {
            return onReplaced();
        } else if (event instanceof Session.SessionEnded end) {
            return onSessionEnded(end);
        } else if (event instanceof Session.Joined joined) {
            onJoined(joined);
        } else if (event instanceof Session.Rejoined rejoined) {
            if (session == null) {
                seated(rejoined.session());
            }
        } else if (catchUp != null) {
            if (event instanceof Session.Live) {
                catchUp.live();
            } else if (event instanceof Session.TailSlice slice) {
                catchUp.feed(slice);
            } else if (event instanceof Session.ReadUpTo read) {
                catchUp.readUpTo(read.head());
            }
            watchReading();
        }
        return Behaviors.same();
    }

    private void onJoined(Session.Joined joined) {
        if (catchUp != null) {
            return; // It was asked twice and answers twice.
        }
        View view = new View(handshake.user(), handshake.role(), handshake.version(), joined.head());
        catchUp =
                new CatchUp(handshake.connection(), outbox, joined.stored().key(), view, surroundings.history(), pages);
        if (handshake.version() == ProtocolVersion.V2) {
            outbox.system(FrameWriter.welcome(
                    joined.stored().info(),
                    handshake.user(),
                    handshake.role(),
                    handshake.connection().toString(),
                    joined.head(),
                    surroundings.rates().limit(handshake.role()),
                    (int) surroundings.rates().window().toSeconds(),
                    surroundings.clock().instant()));
        }
        outbox.start(Math.min(handshake.afterSeq(), joined.head()), joined.head());
        seated(joined.session());
    }

    private void seated(ActorRef<Session.Command> session) {
        seatIsSettled();
        this.session = session;
        context.watchWith(session, SessionLost.INSTANCE);
        if (catchUp != null) {
            catchUp.follow(session);
        }
        unanswered.waiting().forEach(frame -> session.tell(frame.submit(handshake.connection())));
    }

    private Behavior<Command> onSessionLost() {
        lost = session;
        session = null;
        if (catchUp != null) {
            catchUp.sessionLost();
            awaitSeat();
        }
        return Behaviors.same();
    }

    // ---- the cursor

    private Behavior<Command> onRoomAgain() {
        if (catchUp != null) {
            catchUp.roomAgain();
            watchReading();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLookAgain() {
        if (catchUp != null) {
            catchUp.lookAgain();
            watchReading();
        }
        return Behaviors.same();
    }

    private Behavior<Command> onPageRead(History.ReadReply reply) {
        if (catchUp == null) {
            return Behaviors.same();
        }
        if (reply instanceof History.Page page) {
            if (catchUp.page(page)) {
                timers.cancel(ReadOverdue.INSTANCE);
                watchReading();
            }
        } else {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.LOOKUP_FAILED)
                    .addKeyValue(LogFields.SESSION, handshake.session().id())
                    .addKeyValue(LogFields.CONNECTION, handshake.connection())
                    .log("history of a class cannot be read: {}", reply);
            if (catchUp.reading()) {
                timers.startSingleTimer(ReadAgainDue.INSTANCE, READ_AGAIN_AFTER);
            }
        }
        return Behaviors.same();
    }

    private Behavior<Command> onReadAgainDue() {
        if (catchUp != null) {
            catchUp.readAgain();
        }
        return Behaviors.same();
    }

    private void watchReading() {
        if (catchUp != null && catchUp.reading() && !timers.isTimerActive(ReadOverdue.INSTANCE)) {
            timers.startSingleTimer(
                    ReadOverdue.INSTANCE, surroundings.settings().replayTimeout());
        }
    }

    private Behavior<Command> onReadOverdue() {
        if (catchUp == null || outbox.historyDone() || handshake.version() == ProtocolVersion.V2) {
            return leave(CloseReason.INTERNAL_ERROR);
        }
        timers.cancel(ReadAgainDue.INSTANCE);
        outbox.skipHistory();
        catchUp.replaySkipped();
        watchReading();
        return Behaviors.same();
    }

    // ---- the client's frames

    private Behavior<Command> onFrame(IncomingFrame frame) {
        long now = surroundings.ticker().getAsLong();
        if (unanswered.isEmpty()) {
            socket.pulse().waitsForAnswer(now);
        }
        UnansweredFrames.Frame added = unanswered.add(frame, outbox.covered(), now);
        if (session != null) {
            session.tell(added.submit(handshake.connection()));
        } else if (ended) {
            // It ended before this connection had a seat: there is nobody else to say so.
            return answerEnded();
        }
        return Behaviors.same();
    }

    /** Answers all that wait: nobody else will. */
    private Behavior<Command> answerEnded() {
        unanswered.answerOlderThan(
                surroundings.ticker().getAsLong(), new Session.NotAccepted(Refusal.SESSION_ENDED.refused()));
        return releaseAnswers();
    }

    private Behavior<Command> onAnswersOverdue() {
        long timeout = surroundings.settings().answerTimeout().toNanos();
        unanswered.answerOlderThan(
                surroundings.ticker().getAsLong() - timeout, new Session.NotAccepted(StorageFailure.UNKNOWN));
        return releaseAnswers();
    }

    private Behavior<Command> releaseAnswers() {
        for (Session.Answer answer = unanswered.poll(); answer != null; answer = unanswered.poll()) {
            notice(answer);
            if (answer instanceof Session.Flooding) {
                return leave(CloseReason.FLOODING);
            }
            outbox.answered();
        }
        if (unanswered.isEmpty()) {
            socket.pulse().allAnswered();
            tellIfQuiet();
        } else {
            socket.pulse().waitsForAnswer(unanswered.oldestReceivedAt());
        }
        return Behaviors.same();
    }

    private void notice(Session.Answer answer) {
        if (answer instanceof Session.NotAccepted notAccepted) {
            noticeOf(notAccepted.refused());
        } else if (answer instanceof Session.Flooding flooding) {
            noticeOf(flooding.refused());
        } else if (answer instanceof Session.Accepted accepted && accepted.offline() != null) {
            noticeOf(Refusal.RECIPIENT_OFFLINE
                    .because(accepted.offline() + " is not connected; the message is kept until they join")
                    .with("to_user", accepted.offline().value())
                    .with("message_id", accepted.id().toString()));
        }
    }

    private void noticeOf(Refused refused) {
        outbox.notice(FrameWriter.messageError(refused, surroundings.clock().instant()));
    }

    // ---- the end

    private Behavior<Command> onSessionEnded(Session.SessionEnded end) {
        if (ended) {
            return Behaviors.same(); // Said again by a session that was started anew.
        }
        ended = true;
        outbox.endAt(end.lastSeq(), handshake.version() == ProtocolVersion.V2);
        if (session != null) {
            return Behaviors.same();
        }
        seatIsSettled();
        return answerEnded();
    }

    private Behavior<Command> onEndReached() {
        if (handshake.version() == ProtocolVersion.V2) {
            return closing();
        }
        // Existing pages reconnect after a close that comes while they still show the end.
        timers.startSingleTimer(GraceOver.INSTANCE, surroundings.settings().endedGrace());
        return Behaviors.same();
    }

    private Behavior<Command> onReplaced() {
        byte[] notice = FrameWriter.replaced(surroundings.clock().instant());
        if (handshake.version() == ProtocolVersion.V2) {
            outbox.closeNow(CloseReason.REPLACED.closeCode(), notice);
            return closing();
        }
        outbox.mute(notice);
        return mute();
    }

    private Behavior<Command> onFallQuiet(FallQuiet quiet) {
        outbox.stopReading();
        quietListener = quiet.replyTo();
        tellIfQuiet();
        return Behaviors.same();
    }

    private void tellIfQuiet() {
        // The outbox counts what was read, also what is still on its way to this actor.
        if (outbox.allAnswered()) {
            tellQuiet();
        }
    }

    private void tellQuiet() {
        if (quietListener != null) {
            quietListener.tell(new Connections.FellQuiet(handshake.connection()));
            quietListener = null;
        }
    }

    private Behavior<Command> leave(CloseReason reason) {
        logClose(reason);
        outbox.close(reason.closeCode(), closingFrame(reason));
        return closing();
    }

    private Behavior<Command> leaveAtOnce(CloseReason reason) {
        logClose(reason);
        outbox.closeNow(reason.closeCode(), closingFrame(reason));
        return closing();
    }

    private void logClose(CloseReason reason) {
        LOG.atInfo()
                .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_CLOSED)
                .addKeyValue(LogFields.SESSION, handshake.session().id())
                .addKeyValue(LogFields.USER, handshake.user())
                .addKeyValue(LogFields.CONNECTION, handshake.connection())
                .addKeyValue(LogFields.REASON, reason)
                .log("the server closes a connection");
    }

    private byte @Nullable [] closingFrame(CloseReason reason) {
        return reason.closingCode().isEmpty()
                ? null
                : FrameWriter.closing(
                        reason, retryAfterMs(reason), surroundings.clock().instant());
    }

    private long retryAfterMs(CloseReason reason) {
        return switch (reason) {
            case FLOODING -> surroundings.rates().window().toMillis();
            case SHUTDOWN -> surroundings.reconnectWithin().toMillis();
            default -> RETRY_AFTER_MS;
        };
    }

    // ---- mute: replaced, version 1; the client may stay as long as it answers pings

    private Behavior<Command> mute() {
        letGo();
        // Frames that came before it was replaced and wait for an answer: nobody looks at them any more.
        for (int i = unanswered.forgetAll(); i > 0; i--) {
            outbox.answered();
        }
        tellQuiet();
        return Behaviors.receive(Command.class)
                .onMessage(TextReceived.class, ignored -> onIgnoredFrame())
                .onMessage(BinaryReceived.class, ignored -> onIgnoredFrame())
                .onMessage(SessionTold.class, told -> onSeatTooLate(told.event()))
                .onMessage(PageRead.class, read -> onPageTooLate())
                .onMessage(Stuck.class, stuck -> leaveAtOnce(CloseReason.TOO_SLOW))
                .onMessage(Violated.class, violated -> leave(violated.reason()))
                .onMessage(FallQuiet.class, this::onFallQuietUnheard)
                .onMessage(ShutDown.class, shutDown -> leave(CloseReason.SHUTDOWN))
                .onMessage(SocketClosed.class, closed -> Behaviors.stopped())
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onIgnoredFrame() {
        outbox.answered();
        return Behaviors.same();
    }

    // ---- closing: the socket takes what is left

    private Behavior<Command> closing() {
        letGo();
        if (session != null) {
            session.tell(new Session.Leave(handshake.connection()));
        }
        surroundings.hub().tell(new Sessions.Release(handshake.session().id(), handshake.connection()));
        tellQuiet();
        return Behaviors.receive(Command.class)
                .onMessage(SessionTold.class, told -> onSeatTooLate(told.event()))
                .onMessage(PageRead.class, read -> onPageTooLate())
                .onMessage(SocketClosed.class, closed -> Behaviors.stopped())
                .onMessage(FallQuiet.class, this::onFallQuietUnheard)
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    /** A session gave this connection a seat that it does not need any more, and would count its user as connected. */
    private Behavior<Command> onSeatTooLate(Session.Event event) {
        if (event instanceof Session.Joined joined) {
            joined.session().tell(new Session.Leave(handshake.connection()));
        } else if (event instanceof Session.Rejoined rejoined) {
            rejoined.session().tell(new Session.Leave(handshake.connection()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onPageTooLate() {
        if (catchUp != null) {
            catchUp.discard();
        }
        return Behaviors.same();
    }

    /** What comes from this client is not looked at: there is nothing to wait for. */
    private Behavior<Command> onFallQuietUnheard(FallQuiet quiet) {
        quiet.replyTo().tell(new Connections.FellQuiet(handshake.connection()));
        return Behaviors.same();
    }

    private void letGo() {
        timers.cancelAll();
        socket.pulse().allAnswered();
        if (catchUp != null) {
            catchUp.stop();
        }
        if (session != null) {
            context.unwatch(session);
        }
    }
}
