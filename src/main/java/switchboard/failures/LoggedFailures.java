package switchboard.failures;

import java.util.function.UnaryOperator;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Has the failure of an actor logged as one line of ours, with an event and fields. Pekko's own line has neither;
 * whoever supervises the actor turns it off ({@code withLoggingEnabled(false)}).
 */
public final class LoggedFailures<C> extends BehaviorInterceptor<C, C> {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedFailures.class);

    private final String sentence;
    private final UnaryOperator<LoggingEventBuilder> fields;
    private final boolean stops;

    @SuppressWarnings("unchecked")
    private LoggedFailures(String sentence, UnaryOperator<LoggingEventBuilder> fields, boolean stops) {
        // Of all messages.
        super((Class<C>) Object.class);
        this.sentence = sentence;
        this.fields = fields;
        this.stops = stops;
    }

    /** Of an actor that its supervisor starts again. */
    public static <C> Behavior<C> restarting(String actor, Behavior<C> behavior) {
        return Behaviors.intercept(
                () -> new LoggedFailures<>(
                        "the " + actor + " failed, and starts again",
                        event -> event.addKeyValue(LogFields.EVENT, LogEvents.ACTOR_FAILED)
                                .addKeyValue(LogFields.ACTOR, actor),
                        false),
                behavior);
    }

    /**
     * Of an actor that stops when it fails; nobody need supervise it.
     *
     * @param sentence what that means
     * @param fields adds the event and the fields
     */
    public static <C> Behavior<C> stopping(
            String sentence, UnaryOperator<LoggingEventBuilder> fields, Behavior<C> behavior) {
        return Behaviors.intercept(() -> new LoggedFailures<>(sentence, fields, true), behavior);
    }

    @Override
    public Behavior<C> aroundStart(TypedActorContext<C> context, PreStartTarget<C> target) {
        try {
            return target.start(context);
        } catch (RuntimeException | Error failure) {
            return failed(failure);
        }
    }

    @Override
    public Behavior<C> aroundReceive(TypedActorContext<C> context, C message, ReceiveTarget<C> target) {
        try {
            return target.apply(context, message);
        } catch (RuntimeException | Error failure) {
            return failed(failure);
        }
    }

    @Override
    public Behavior<C> aroundSignal(TypedActorContext<C> context, Signal signal, SignalTarget<C> target) {
        try {
            return target.apply(context, signal);
        } catch (RuntimeException | Error failure) {
            return failed(failure);
        }
    }

    private Behavior<C> failed(Throwable failure) {
        fields.apply(LOG.atError()).setCause(failure).log(sentence);
        if (failure instanceof Error error) {
            throw error; // It is for Pekko to judge: it may be the end of the process.
        }
        if (stops) {
            return Behaviors.stopped();
        }
        throw (RuntimeException) failure;
    }
}
