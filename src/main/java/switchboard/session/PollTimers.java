package switchboard.session;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import switchboard.protocol.frames.View;
import switchboard.protocol.values.ProtocolVersion;
import switchboard.session.api.HubProtocol;
import switchboard.session.api.LongPollId;
import switchboard.session.api.SessionProtocol;
import switchboard.session.rules.FanOut;
import switchboard.session.rules.Presence;
import switchboard.time.Alarms;

/** The polls of a session in time: each waits for so long at most, and its user stays for a while after. */
final class PollTimers {
    /** A poll has waited for as long as it may. */
    record TimeOver(LongPollId id) implements SessionProtocol.Internal {}

    /** Some who polled may be gone by now. */
    enum PollersExpire implements SessionProtocol.Internal {
        INSTANCE
    }

    private static final Duration POLLERS_EVERY = Duration.ofSeconds(1);

    private final TimerScheduler<SessionProtocol.Command> timers;
    private final Alarms<SessionProtocol.Command> alarms;
    private final LongPolls waits;
    private final Presence presence;
    private final FanOut fanOut;
    private final LongSupplier ticker;

    PollTimers(
            TimerScheduler<SessionProtocol.Command> timers,
            Alarms<SessionProtocol.Command> alarms,
            LongPolls waits,
            Presence presence,
            FanOut fanOut,
            LongSupplier ticker) {
        this.timers = timers;
        this.alarms = alarms;
        this.waits = waits;
        this.presence = presence;
        this.fanOut = fanOut;
        this.ticker = ticker;
    }

    /** @param active whether there may be anything to wait for */
    void begin(SessionProtocol.Wait wait, boolean active) {
        View view = new View(wait.user(), wait.role(), ProtocolVersion.V2, 0);
        if (!active || fanOut.mayHold(view, wait.after())) {
            wait.replyTo().tell(HubProtocol.LongPollOver.INSTANCE);
        } else {
            waits.begin(wait.id(), view, wait.client(), wait.replyTo(), now());
            alarms.set(new TimeOver(wait.id()), wait.atMost());
            if (!timers.isTimerActive(PollersExpire.INSTANCE)) {
                timers.startTimerWithFixedDelay(PollersExpire.INSTANCE, POLLERS_EVERY);
            }
        }
    }

    Behavior<SessionProtocol.Command> onTimeOver(TimeOver over) {
        if (alarms.rings(over)) {
            waits.end(over.id(), now());
        }
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onStopLongPoll(SessionProtocol.StopLongPoll stop) {
        waits.forget(stop.id(), now());
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onEndLongPolls(SessionProtocol.EndLongPolls end) {
        endAll();
        return Behaviors.same();
    }

    Behavior<SessionProtocol.Command> onPollersExpire(PollersExpire due) {
        presence.expirePollers(now());
        if (!presence.hasPollers()) {
            timers.cancel(PollersExpire.INSTANCE);
        }
        return Behaviors.same();
    }

    /** All are to read now what there is, as nothing may come that would tell them. */
    void endAll() {
        waits.endAll(now());
    }

    private long now() {
        return ticker.getAsLong();
    }
}
