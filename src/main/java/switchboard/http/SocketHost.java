package switchboard.http;

import java.time.Duration;
import org.apache.pekko.japi.function.Procedure;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.Shape;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import switchboard.connection.SocketPorts;
import switchboard.connection.UpgradedSocket;

/**
 * The logic of a stage that holds a socket and can give it to an {@link UpgradedSocket}: from {@link #host} on the socket
 * is that one's alone, and the stage that extends this hears nothing more but {@link #onEnd}.
 *
 * <p>A hosted socket that throws ends its own connection, as any stage that fails does.
 */
abstract class SocketHost extends TimerGraphStageLogic {
    /** Whoever is hosted names its timers as it likes: no name of ours can be one of them. */
    private record HostedTimer(Object key) {}

    private final Inlet<ByteString> in;
    private final Outlet<ByteString> out;
    private @Nullable UpgradedSocket socket;

    SocketHost(Shape shape, Inlet<ByteString> in, Outlet<ByteString> out) {
        super(shape);
        this.in = in;
        this.out = out;
    }

    /** A timer of the stage itself, while nobody is hosted. */
    abstract void onOwnTimer(Object timer);

    /** The socket is let go, whatever happened. */
    abstract void onEnd();

    /** @param early what came from the client already */
    final void host(UpgradedSocket.Factory factory, ByteString early) {
        UpgradedSocket hosted = factory.on(new Ports());
        socket = hosted;
        setHandler(out, new AbstractOutHandler() {
            @Override
            public void onPull() {
                hosted.taken();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) {
                completeStage();
            }
        });
        setHandler(in, new AbstractInHandler() {
            @Override
            public void onPush() {
                hosted.received(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
                hosted.inputEnded();
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
        if (socket == null) {
            onOwnTimer(timer);
        } else if (timer instanceof HostedTimer hosted) {
            socket.timer(hosted.key());
        }
    }

    @Override
    public final void postStop() {
        try {
            if (socket != null) {
                socket.stopped();
            }
        } finally {
            onEnd();
        }
    }

    /** Ends the socket without a word, and without waiting for what the client does not take. */
    final void reset() {
        failStage(new SocketReset());
    }

    /** Carries no trace: it is what clients bring upon themselves. */
    private static final class SocketReset extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SocketReset() {
            super("the socket is reset", null, false, false);
        }
    }

    private final class Ports implements SocketPorts {
        @Override
        public boolean canWrite() {
            return isAvailable(out);
        }

        @Override
        public void write(ByteString bytes) {
            push(out, bytes);
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
        public void endOutput() {
            complete(out);
        }

        @Override
        public void end() {
            completeStage();
        }

        @Override
        public void abort() {
            reset();
        }

        @Override
        public void schedule(Object key, Duration in) {
            scheduleOnce(new HostedTimer(key), in);
        }

        @Override
        public void cancel(Object key) {
            cancelTimer(new HostedTimer(key));
        }

        @Override
        public Runnable onOurThread(Runnable action) {
            Procedure<Runnable> run = Runnable::run;
            AsyncCallback<Runnable> callback = createAsyncCallback(run);
            return () -> callback.invoke(action);
        }
    }
}
