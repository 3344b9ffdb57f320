package switchboard.http.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * pekko-http on one connection: a stream of its own, which begins with the first bytes that it is given, so that
 * neither a socket that sends nothing nor a WebSocket costs one. It ends with the connection, or before by
 * {@link #letGo}.
 *
 * <p>For the thread of the socket's loop; the stream runs by its own actor, and both tell each other by messages.
 */
final class PekkoHttpGraph {
    /** What pekko-http tells, on the loop's thread. Nothing more after {@link #letGo}. */
    interface Listener {
        /** pekko-http says this, and has been asked for it. */
        void said(ByteString bytes);

        /** pekko-http says nothing more. */
        void saidAll();

        /** pekko-http takes more. */
        void takesMore();

        /** pekko-http takes no more, but its last answer may still be on its way. */
        void takesNoMore();

        /** pekko-http has failed: the connection is to be cut. */
        void failed();
    }

    /** pekko logs no failure of these streams: whoever caused it has done so. */
    private static final Attributes UNTOLD =
            Attributes.createLogLevels(Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

    private final SocketHost host;
    private final Listener listener;
    private final Supplier<Flow<ByteString, ByteString, NotUsed>> http;
    private final Materializer materializer;

    /** Null before the first bytes, and after {@link #letGo}. */
    private @Nullable Bridge bridge;

    private boolean begun;
    private boolean takes;
    private boolean inputEnded;
    private boolean silenced;
    private boolean saidAll;

    /** @param http makes the flow; called once at most */
    PekkoHttpGraph(
            SocketHost host,
            Listener listener,
            Supplier<Flow<ByteString, ByteString, NotUsed>> http,
            Materializer materializer) {
        this.host = host;
        this.listener = listener;
        this.http = http;
        this.materializer = materializer;
    }

    /** Whether pekko-http was given anything. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether pekko-http asks for more bytes. Before it has begun it always does, unless it was ended. */
    boolean takes() {
        return begun ? takes : !inputEnded && !silenced;
    }

    /** Gives pekko-http bytes, with the first of which it begins to run. Only while it {@link #takes}. */
    void give(ByteString bytes) {
        if (!begun) {
            begin();
        }
        takes = false;
        tell(Command.GIVE, bytes);
    }

    private void begin() {
        begun = true;
        if (materializer.isShutdown()) {
            listener.failed(); // The server stops, and has given up whoever asks now.
            return;
        }
        Bridge made = new Bridge();
        Flow.fromGraph(made).addAttributes(UNTOLD).join(http.get()).run(materializer);
        // Not before: where that fails there is nobody to be told anything.
        bridge = made;
        made.tell(Command.ASK, null);
    }

    /** The client says nothing more. */
    void endInput() {
        if (!inputEnded) {
            inputEnded = true;
            takes = false;
            tell(Command.END_INPUT, null);
        }
    }

    /** Whether pekko-http says nothing more. */
    boolean hasEnded() {
        return begun ? saidAll || silenced : inputEnded || silenced;
    }

    /** Asks pekko-http for what it says next. */
    void ask() {
        tell(Command.ASK, null);
    }

    /** Drops whatever pekko-http says from now on. */
    void silence() {
        silenced = true;
        tell(Command.SILENCE, null);
    }

    /** Ends pekko-http, whatever it does, and keeps nothing of it. */
    void letGo() {
        silenced = true;
        inputEnded = true;
        takes = false;
        tell(Command.LET_GO, null);
        bridge = null;
    }

    private void tell(Command command, @Nullable ByteString bytes) {
        if (bridge != null) {
            bridge.tell(command, bytes);
        }
    }

    private enum Command {
        GIVE,
        END_INPUT,
        ASK,
        SILENCE,
        LET_GO
    }

    private record Told(Command command, @Nullable ByteString bytes) {}

    /** The stage between the loop and pekko-http: bytes in from pekko-http, bytes out to it. */
    private final class Bridge extends GraphStage<FlowShape<ByteString, ByteString>> {
        private final Inlet<ByteString> in = Inlet.create("PekkoHttpGraph.in");
        private final Outlet<ByteString> out = Outlet.create("PekkoHttpGraph.out");
        private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);

        /** There from {@code run} on, which makes the logic at once. */
        private @Nullable AsyncCallback<Told> commands;

        void tell(Command command, @Nullable ByteString bytes) {
            Objects.requireNonNull(commands).invoke(new Told(command, bytes));
        }

        @Override
        public FlowShape<ByteString, ByteString> shape() {
            return shape;
        }

        @Override
        public GraphStageLogic createLogic(Attributes attributes) {
            Logic logic = new Logic();
            commands = logic.commands();
            return logic;
        }

        /** Tells the listener on the loop's thread, unless pekko-http was let go meanwhile. */
        private void onLoop(Runnable event) {
            host.onLoop(() -> {
                        if (bridge == this) {
                            event.run();
                        }
                    })
                    .run();
        }

        private final class Logic extends GraphStageLogic {
            /** What was given before pekko-http asked for it: the first bytes only. */
            private final List<ByteString> early = new ArrayList<>(1);

            private boolean endsWithEarly;

            private boolean endsOnceAsked;

            Logic() {
                super(shape);
                setHandler(in, new AbstractInHandler() {
                    @Override
                    public void onPush() {
                        ByteString bytes = grab(in);
                        onLoop(() -> {
                            if (!silenced) {
                                listener.said(bytes);
                            }
                        });
                    }

                    @Override
                    public void onUpstreamFinish() {
                        onLoop(() -> {
                            saidAll = true;
                            if (!silenced) {
                                listener.saidAll();
                            }
                        });
                    }

                    @Override
                    public void onUpstreamFailure(Throwable failure) {
                        onLoop(listener::failed);
                        completeStage();
                    }
                });
                setHandler(out, new AbstractOutHandler() {
                    @Override
                    public void onPull() {
                        if (!early.isEmpty()) {
                            push(out, early.remove(0));
                            if (endsWithEarly) {
                                complete(out);
                            }
                            return;
                        }
                        onLoop(() -> {
                            takes = !inputEnded;
                            if (takes) {
                                listener.takesMore();
                            }
                        });
                    }

                    @Override
                    public void onDownstreamFinish(Throwable cause) {
                        onLoop(() -> {
                            takes = false;
                            listener.takesNoMore();
                        });
                    }
                });
            }

            AsyncCallback<Told> commands() {
                return createAsyncCallback(this::on);
            }

            private void on(Told told) {
                switch (told.command()) {
                    case GIVE -> give(Objects.requireNonNull(told.bytes()));
                    case END_INPUT -> end();
                    case ASK -> {
                        if (!isClosed(in) && !hasBeenPulled(in)) {
                            pull(in);
                        }
                        if (endsOnceAsked) {
                            endsOnceAsked = false;
                            // Not now: first comes what pekko-http has to say.
                            tell(Command.END_INPUT, null);
                        }
                    }
                    case SILENCE -> cancel(in);
                    case LET_GO -> completeStage();
                }
            }

            /**
             * pekko-http does not end where its input does while it holds an answer that nobody has asked for, so it
             * hears of the end only while it is asked.
             */
            private void end() {
                if (!early.isEmpty()) {
                    endsWithEarly = true;
                } else if (isClosed(in) || hasBeenPulled(in)) {
                    complete(out);
                } else {
                    endsOnceAsked = true;
                }
            }

            private void give(ByteString bytes) {
                if (isAvailable(out)) {
                    push(out, bytes);
                } else if (!isClosed(out)) {
                    early.add(bytes);
                }
            }
        }
    }
}
