package switchboard.session;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.protocol.values.UserId;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SessionProtocol;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.Presence;
import switchboard.time.Alarms;

/** The long polls of a session in time: each is open for so long at most, and its user stays for a while after. */
final class PollTimers {
    /** A long poll has been open for as long as it may. */
    record TimeOver(LongPollId id) implements SessionProtocol.Internal {}

    /** Some who polled may be gone by now. */
    enum PollersExpire implements SessionProtocol.Internal {
        INSTANCE
    }

    private static final Duration POLLERS_EVERY = Duration.ofSeconds(1);

    private final TimerScheduler<SessionProtocol.Command> timers;
    private final Alarms<SessionProtocol.Command> alarms;
    private final KnownSession session;
    private final LongPolls longPolls;
    private final Presence presence;
    private final FanOut fanOut;
    private final LongSupplier ticker;

    PollTimers(
            TimerScheduler<SessionProtocol.Command> timers,
            Alarms<SessionProtocol.Command> alarms,
            KnownSession session,
            LongPolls longPolls,
            Presence presence,
            FanOut fanOut,
            LongSupplier ticker) {
        this.timers = timers;
        this.alarms = alarms;
        this.session = session;
        this.longPolls = longPolls;
        this.presence = presence;
        this.fanOut = fanOut;
        this.ticker = ticker;
    }

    /** Opens a long poll, unless there may be something to read now, or never will be. */
    void begin(SessionProtocol.LongPoll poll) {
        View view = new View(poll.user(), poll.role(), ProtocolVersion.V2, 0);
        if (!session.isActive() || fanOut.mayHold(view, poll.after())) {
            poll.replyTo().tell(new HubProtocol.Readable(session.stored()));
        } else {
            longPolls.begin(poll.id(), view, poll.client(), poll.replyTo(), ticker.getAsLong());
            alarms.set(new TimeOver(poll.id()), poll.atMost());
            if (!timers.isTimerActive(PollersExpire.INSTANCE)) {
                timers.startTimerWithFixedDelay(PollersExpire.INSTANCE, POLLERS_EVERY);
            }
        }
    }

    Behavior<SessionProtocol.Command> onTimeOver(TimeOver over) {
        if (alarms.rings(over)) {
            longPolls.end(over.id(), ticker.getAsLong());
        }
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onStopLongPoll(SessionProtocol.StopLongPoll stop) {
        longPolls.forget(stop.id(), ticker.getAsLong());
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onEndLongPolls(SessionProtocol.EndLongPolls end) {
        endAll();
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onPollersExpire(PollersExpire due) {
        presence.expirePollers(ticker.getAsLong());
        if (!presence.hasPollers()) {
            timers.cancel(PollersExpire.INSTANCE);
        }
        return Behaviors.same();
    }

    /** Ends those of a student who was removed from the list. */
    void endThoseOf(UserId student) {
        longPolls.refuseOf(student, ticker.getAsLong());
    }

    /** Ends all long polls, as nothing may come that would. */
    void endAll() {
        longPolls.endAll(ticker.getAsLong());
    }
}
