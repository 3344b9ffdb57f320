package switchboard.http.guard;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import switchboard.connection.websocket.SocketPorts;
import switchboard.connection.websocket.UpgradedSocket;
import switchboard.net.sockets.LoopSocket;
import switchboard.net.sockets.SocketLoop;
import switchboard.net.sockets.SocketWriter;
import switchboard.shares.FairBudget;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Has a socket and can give it to an {@link UpgradedSocket}: from {@link #host} on the socket is that one's alone, and
 * whoever extends this hears nothing more but {@link #onEnd}. All runs on the thread of the socket's loop.
 *
 * <p>What throws, here or in the hosted socket, ends its own connection.
 */
abstract class SocketHost implements LoopSocket.Handler {
    /** What is done with what the client sends. */
    interface Input {
        /** Bytes came that were asked for. */
        void received(ByteString bytes);

        /** The client has ended its side. */
        void ended();
    }

    private static final Logger LOG = LoggerFactory.getLogger(SocketHost.class);

    private final LoopSocket socket;
    private final Exchange exchange;

    /** The timers of the hosted socket, by its keys; null while there is none. */
    private @Nullable Map<Object, SocketLoop.Timer> timers;

    private @Nullable Input input;
    private @Nullable UpgradedSocket hosted;
    private boolean inputEnded;
    private boolean ended;

    SocketHost(LoopSocket socket, Exchange exchange) {
        this.socket = socket;
        this.exchange = exchange;
    }

    /** The connection has ended, for whatever reason. Called last, and once. */
    abstract void onEnd();

    // ---- what comes

    /** Whoever gets what comes from now on. */
    final void setInput(Input input) {
        this.input = input;
    }

    /** Asks for the next piece, unless that was done already. */
    final void readOn() {
        if (!inputEnded && !ended) {
            socket.read();
        }
    }

    /** The same for the first piece, which comes at once where it is there. */
    final void readFirst() {
        socket.readNow();
    }

    /** Whether something has come that nobody asked for yet. It is dropped: nothing of it is answered. */
    final boolean dropUnread() {
        return socket.dropUnread();
    }

    /** Whether nothing comes any more. */
    final boolean isInputEnded() {
        return inputEnded || ended;
    }

    @Override
    public final void received(ByteBuffer buffer) {
        guarded(() -> {
            ByteString bytes = ByteString.fromByteBuffer(buffer);
            if (hosted != null) {
                hosted.received(bytes);
            } else if (input != null) {
                input.received(bytes);
            }
        });
    }

    @Override
    public final void inputEnded() {
        inputEnded = true;
        guarded(() -> {
            if (hosted != null) {
                hosted.inputEnded();
            } else if (input != null) {
                input.ended();
            }
        });
    }

    @Override
    public final void broken() {
        end();
    }

    /**
     * Hands the socket over.
     *
     * @param early what the client has sent already
     */
    final void host(UpgradedSocket.Factory factory, ByteString early) {
        // What was asked for before has not come: the socket that is hosted gets what it asks for itself.
        socket.cancelRead();
        UpgradedSocket upgraded = factory.on(new Ports());
        hosted = upgraded;
        input = null;
        upgraded.begin();
        if (!early.isEmpty() && !ended) {
            upgraded.received(early);
        }
        if (inputEnded && !ended) {
            upgraded.inputEnded();
        }
    }

    // ---- threads and times

    /** Runs {@code action} on the loop's thread soon. May be called from any thread, also after the end. */
    final Runnable onLoop(Runnable action) {
        return () -> socket.loop().execute(() -> guarded(action));
    }

    /** The same for an action that takes a value. */
    final <T> Consumer<T> onLoop(Consumer<T> action) {
        return value -> socket.loop().execute(() -> guarded(() -> action.accept(value)));
    }

    /** Runs {@code action} on the loop's thread once this completes; where it fails, that is the end. */
    final <T> void whenDone(CompletionStage<T> awaited, Consumer<T> action) {
        awaited.whenComplete((value, failure) -> onLoop(() -> {
                    if (failure != null) {
                        throw new IllegalStateException("what the connection waits for has failed", failure);
                    }
                    action.accept(value);
                })
                .run());
    }

    /** Has this done once so much time has passed, unless the connection has ended, or it is cancelled. */
    final SocketLoop.Timer after(Duration time, Runnable action) {
        return socket.loop().after(time, () -> guarded(action));
    }

    /** Does nothing after the end; and where it throws, that is the end. */
    private void guarded(Runnable action) {
        if (ended) {
            return;
        }
        try {
            action.run();
        } catch (RuntimeException | Error bug) {
            fail(bug);
        }
    }

    private void fail(Throwable bug) {
        tell(bug);
        reset();
    }

    private void tell(Throwable bug) {
        if (hosted != null) {
            hosted.failed(bug);
        } else {
            LOG.atError()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTION_FAILED)
                    .setCause(bug)
                    .log("an HTTP connection failed and is cut");
        }
    }

    // ---- the end

    /** Whether the connection has ended. */
    final boolean hasEnded() {
        return ended;
    }

    /** Closes the socket; what was written is delivered. */
    final void end() {
        if (!ended) {
            ended = true;
            socket.close();
            // Not now: whoever ends it may be in the middle of something.
            socket.loop().execute(this::stopped);
        }
    }

    /** Resets the socket: nothing more is written, also not what the client has not taken yet. */
    final void reset() {
        if (!ended) {
            socket.reset();
            end();
        }
    }

    private void stopped() {
        try {
            if (hosted != null) {
                hosted.stopped();
            }
        } catch (RuntimeException | Error bug) {
            tell(bug);
        } finally {
            onEnd();
        }
    }

    private final class Ports implements SocketPorts {
        @Override
        public SocketWriter writer() {
            return socket.writer();
        }

        @Override
        public void read() {
            readOn();
        }

        @Override
        public boolean inputEnded() {
            return isInputEnded();
        }

        @Override
        public FairBudget.Share incoming(Runnable giveWay) {
            return exchange.incoming(giveWay);
        }

        @Override
        public void end() {
            SocketHost.this.end();
        }

        @Override
        public void fail(Throwable bug) {
            onLoop(() -> SocketHost.this.fail(bug)).run();
        }

        @Override
        public void abort() {
            reset();
        }

        @Override
        public void schedule(Object key, Duration in) {
            cancel(key);
            Map<Object, SocketLoop.Timer> running = timers == null ? new HashMap<>(4) : timers;
            timers = running;
            running.put(key, after(in, () -> {
                forget(key);
                if (hosted != null) {
                    hosted.timer(key);
                }
            }));
        }

        @Override
        public void cancel(Object key) {
            SocketLoop.Timer timer = forget(key);
            if (timer != null) {
                timer.cancel();
            }
        }

        private SocketLoop.@Nullable Timer forget(Object key) {
            if (timers == null) {
                return null;
            }
            SocketLoop.Timer timer = timers.remove(key);
            if (timers.isEmpty()) {
                timers = null;
            }
            return timer;
        }

        @Override
        public Runnable onOurThread(Runnable action) {
            return onLoop(action);
        }
    }
}
