package switchboard.http.guard;

import java.util.Objects;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * pekko-http on one connection: a graph of its own between two ports of the stage that holds the socket, run by that
 * stage's actor, so that nothing hops between threads.
 *
 * <p>It ends with that stage, or before by {@link #letGo}, and is garbage from then on. As a part of the stage's own
 * graph it would stay in memory, ended or not, as long as the socket is open.
 *
 * <p>For the thread of the stage only.
 */
final class PekkoHttpGraph {
    private final GraphStageLogic stage;
    private final InHandler fromHttp;
    private final OutHandler toHttp;
    private final Supplier<Flow<ByteString, ByteString, NotUsed>> http;
    private final Supplier<Materializer> onStage;

    /** Both null before the first bytes, and from {@link #letGo} on. */
    private GraphStageLogic.@Nullable SubSinkInlet<ByteString> from;

    private GraphStageLogic.@Nullable SubSourceOutlet<ByteString> to;

    /** What it begins with, until it asks for it. */
    private ByteString first = ByteString.emptyByteString();

    private boolean begun;
    private boolean askedEarly;
    private boolean endsWithFirst;

    /** It has ended before it began. */
    private boolean never;

    /**
     * Nothing runs yet.
     *
     * @param fromHttp hears of what it says
     * @param toHttp hears when it takes more
     * @param http makes what runs; called once at most
     * @param onStage gives what runs a graph by the stage's actor
     */
    PekkoHttpGraph(
            GraphStageLogic stage,
            InHandler fromHttp,
            OutHandler toHttp,
            Supplier<Flow<ByteString, ByteString, NotUsed>> http,
            Supplier<Materializer> onStage) {
        this.stage = stage;
        this.fromHttp = fromHttp;
        this.toHttp = toHttp;
        this.http = http;
        this.onStage = onStage;
    }

    private void begin(ByteString bytes) {
        begun = true;
        first = bytes;
        GraphStageLogic.SubSinkInlet<ByteString> in = stage.new SubSinkInlet<>("ConnectionGuard.fromHttp");
        GraphStageLogic.SubSourceOutlet<ByteString> out = stage.new SubSourceOutlet<>("ConnectionGuard.toHttp");
        from = in;
        to = out;
        in.setHandler(fromHttp);
        out.setHandler(new AbstractOutHandler() {
            @Override
            public void onPull() {
                out.setHandler(toHttp);
                ByteString beginning = first;
                first = ByteString.emptyByteString();
                out.push(beginning);
                if (endsWithFirst) {
                    out.complete();
                }
            }

            @Override
            public void onDownstreamFinish(Throwable cause) throws Exception {
                toHttp.onDownstreamFinish(cause);
            }
        });
        if (askedEarly) {
            in.pull();
        }
        Source.fromGraph(out.source())
                .via(http.get())
                .to(Sink.fromGraph(in.sink()))
                .run(onStage.get());
    }

    /** Whether it was given anything. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether it asked for more, and did not get it yet; at first it takes anything. */
    boolean takes() {
        return begun ? to != null && to.isAvailable() : !never;
    }

    /**
     * Only while it {@link #takes}. With the first bytes it begins to run: a socket that sends nothing is spared that.
     */
    void give(ByteString bytes) {
        if (begun) {
            Objects.requireNonNull(to).push(bytes);
        } else {
            begin(bytes);
        }
    }

    /** The client says nothing more. */
    void endInput() {
        never = !begun;
        endsWithFirst = !first.isEmpty();
        if (!endsWithFirst && to != null && !to.isClosed()) {
            to.complete();
        }
    }

    /** Whether it says nothing more. */
    boolean hasEnded() {
        return begun ? from == null || from.isClosed() : never;
    }

    /** Asks it for what it says next, if it says anything. */
    void ask() {
        askedEarly = !begun;
        if (from != null && !from.isClosed()) {
            from.pull();
        }
    }

    /** What it says; only when the handler is told that it does. */
    ByteString take() {
        return Objects.requireNonNull(from).grab();
    }

    /** Nobody listens to it from now on. */
    void silence() {
        never = !begun;
        if (from != null && !from.isClosed()) {
            from.cancel();
        }
    }

    /** Ends it, whatever it does, and forgets it. */
    void letGo() {
        silence();
        endInput();
        from = null;
        to = null;
    }
}
