package switchboard.http.guard;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.Shape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.websocket.SocketPorts;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.net.channels.ChannelWriter;
import switchboard.shares.FairBudget;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * The logic of a stage that reads a socket, writes it past the stream by a {@link ChannelWriter}, and can give it to an
 * {@link UpgradedSocket}: from {@link #host} on the socket is that one's alone, and the stage that extends this hears
 * nothing more but {@link #onEnd}.
 *
 * <p>A hosted socket that throws ends its own connection, as any stage that fails does.
 */
abstract class SocketHost extends TimerGraphStageLogic {
    /** A timer that runs once. Its key is equal only to those of the same owner: a hosted socket may use any keys. */
    private static final class Once {
        private final boolean hosted;
        private final Object key;
        private final long dueAt;

        private Once(boolean hosted, Object key, long dueAt) {
            this.hosted = hosted;
            this.key = key;
            this.dueAt = dueAt;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Once once && once.hosted == hosted && once.key.equals(key);
        }

        @Override
        public int hashCode() {
            return key.hashCode();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(SocketHost.class);

    private final Inlet<ByteString> in;
    private final Outlet<ByteString> out;
    private final LongSupplier ticker;
    private final Exchange exchange;
    private final ChannelWriter channel;
    private final Consumer<RuntimeException> failed = onStage(bug -> {
        throw bug;
    });
    private @Nullable UpgradedSocket socket;

    SocketHost(
            Shape shape,
            Inlet<ByteString> in,
            Outlet<ByteString> out,
            ChannelWriter channel,
            LongSupplier ticker,
            Exchange exchange) {
        super(shape);
        this.in = in;
        this.out = out;
        this.channel = channel;
        this.ticker = ticker;
        this.exchange = exchange;
    }

    /** A timer of the stage itself is due. Not called once a socket is hosted. */
    abstract void onOwnTimer(Object timer);

    /** The stage has stopped, for whatever reason. */
    abstract void onEnd();

    /**
     * Hands the socket over.
     *
     * @param early what the client has sent already
     */
    final void host(UpgradedSocket.Factory factory, ByteString early) {
        UpgradedSocket hosted = factory.on(new Ports());
        socket = hosted;
        setHandler(out, new AbstractOutHandler() {
            @Override
            public void onPull() {
                // Nothing is written by way of the stream.
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                completeStage();
            }
        });
        setHandler(in, new AbstractInHandler() {
            @Override
            public void onPush() {
                try {
                    hosted.received(grab(in));
                } catch (RuntimeException bug) {
                    throw told(bug);
                }
            }

            @Override
            public void onUpstreamFinish() {
                try {
                    hosted.inputEnded();
                } catch (RuntimeException bug) {
                    throw told(bug);
                }
            }

            @Override
            public void onUpstreamFailure(Throwable reset) {
                completeStage();
            }
        });
        hosted.begin();
        if (!early.isEmpty()) {
            hosted.received(early);
        }
        if (isClosed(in)) {
            hosted.inputEnded();
        }
    }

    @Override
    public final void onTimer(Object timer) {
        try {
            fired(timer);
        } catch (RuntimeException bug) {
            throw told(bug);
        }
    }

    private void fired(Object timer) {
        if (!(timer instanceof Once once)) {
            if (socket == null) {
                onOwnTimer(timer);
            }
            return;
        }
        long left = once.dueAt - ticker.getAsLong();
        if (left > 0) {
            // The process stood still: that time has passed for Pekko's timer only.
            scheduleOnce(once, Duration.ofNanos(left));
        } else if (socket == null) {
            onOwnTimer(once.key);
        } else if (once.hosted) {
            socket.timer(once.key);
        }
    }

    /** Has {@link #onOwnTimer} called with this key once so much time has passed by the ticker. */
    final void after(Duration time, Object key) {
        scheduleOnce(new Once(false, key, ticker.getAsLong() + time.toNanos()), time);
    }

    @Override
    public final void postStop() {
        try {
            if (socket != null) {
                socket.stopped();
            }
        } catch (RuntimeException bug) {
            told(bug);
        } finally {
            channel.close();
            onEnd();
        }
    }

    /** Logs an exception that will end the connection, since Pekko logs none. Returns the same exception. */
    final RuntimeException told(RuntimeException bug) {
        if (socket != null) {
            socket.failed(bug);
        } else {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_FAILED)
                    .setCause(bug)
                    .log("an HTTP connection failed and is cut");
        }
        return bug;
    }

    /** Runs {@code action} on the stage's thread soon. May be called from any thread, also after the end. */
    final Runnable onStage(Runnable action) {
        Consumer<Runnable> run = onStage(Runnable::run);
        return () -> run.accept(action);
    }

    /** The same for an action that takes a value. */
    final <T> Consumer<T> onStage(Consumer<T> action) {
        Procedure<T> run = value -> {
            try {
                action.accept(value);
            } catch (RuntimeException bug) {
                throw told(bug);
            }
        };
        return createAsyncCallback(run)::invoke;
    }

    /** Resets the socket: nothing more is written, also not what the client has not taken yet. */
    final void reset() {
        failStage(new SocketReset());
    }

    /** Carries no stack trace: clients bring it upon themselves. */
    private static final class SocketReset extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SocketReset() {
            super("the socket is reset", null, false, false);
        }
    }

    private final class Ports implements SocketPorts {
        @Override
        public ChannelWriter writer() {
            return channel;
        }

        @Override
        public void read() {
            if (!isClosed(in) && !hasBeenPulled(in)) {
                pull(in);
            }
        }

        @Override
        public boolean inputEnded() {
            return isClosed(in);
        }

        @Override
        public FairBudget.Share incoming(Runnable giveWay) {
            return exchange.incoming(giveWay);
        }

        @Override
        public void endOutput() {
            complete(out);
        }

        @Override
        public void end() {
            completeStage();
        }

        @Override
        public void fail(RuntimeException bug) {
            failed.accept(bug);
        }

        @Override
        public void abort() {
            reset();
        }

        @Override
        public void schedule(Object key, Duration in) {
            scheduleOnce(new Once(true, key, ticker.getAsLong() + in.toNanos()), in);
        }

        @Override
        public void cancel(Object key) {
            cancelTimer(new Once(true, key, 0));
        }

        @Override
        public Runnable onOurThread(Runnable action) {
            return onStage(action);
        }
    }
}
