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
 * pekko-http on one connection, as a graph of its own inside the stage that holds the socket. The stage's actor runs
 * it, so that nothing hops between threads. It begins with the first bytes: a socket that sends nothing costs no graph.
 *
 * <p>It ends with the stage, or before by {@link #letGo}, and is garbage from then on. If it were in the same graph as
 * the stage it would stay in memory, ended or not, as long as the socket is open.
 *
 * <p>For the thread of the stage only.
 */
final class PekkoHttpGraph {
    private final GraphStageLogic stage;
    private final InHandler fromHttp;
    private final OutHandler toHttp;
    private final Supplier<Flow<ByteString, ByteString, NotUsed>> http;
    private final Supplier<Materializer> onStage;

    /** What pekko-http says. Like {@link #input} null before the first bytes, and after {@link #letGo}. */
    private GraphStageLogic.@Nullable SubSinkInlet<ByteString> output;

    private GraphStageLogic.@Nullable SubSourceOutlet<ByteString> input;

    /** The first bytes, until pekko-http asks for them. */
    private ByteString first = ByteString.emptyByteString();

    private boolean begun;
    private boolean askedEarly;
    private boolean endsWithFirst;

    /** The stage has ended pekko-http before it began: it never begins. */
    private boolean endedUnbegun;

    /**
     * @param fromHttp is told when pekko-http says something, and when it ends
     * @param toHttp is told when pekko-http takes more, and when it takes no more
     * @param http makes the graph; called once at most
     * @param onStage gives a materializer that runs graphs by the stage's actor
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
        output = in;
        input = out;
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

    /** Whether pekko-http was given anything. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether pekko-http asks for more bytes. Before it has begun it always does, unless it was ended. */
    boolean takes() {
        return begun ? input != null && input.isAvailable() : !endedUnbegun;
    }

    /** Gives pekko-http bytes, with the first of which it begins to run. Only while it {@link #takes}. */
    void give(ByteString bytes) {
        if (begun) {
            Objects.requireNonNull(input).push(bytes);
        } else {
            begin(bytes);
        }
    }

    /** The client says nothing more. */
    void endInput() {
        endedUnbegun = !begun;
        endsWithFirst = !first.isEmpty();
        if (!endsWithFirst && input != null && !input.isClosed()) {
            input.complete();
        }
    }

    /** Whether pekko-http says nothing more. */
    boolean hasEnded() {
        return begun ? output == null || output.isClosed() : endedUnbegun;
    }

    /** Asks pekko-http for what it says next, unless it has ended. */
    void ask() {
        askedEarly = !begun;
        if (output != null && !output.isClosed()) {
            output.pull();
        }
    }

    /** Takes what pekko-http says. Only when the handler is told of it. */
    ByteString take() {
        return Objects.requireNonNull(output).grab();
    }

    /** Drops whatever pekko-http says from now on. */
    void silence() {
        endedUnbegun = !begun;
        if (output != null && !output.isClosed()) {
            output.cancel();
        }
    }

    /** Ends pekko-http, whatever it does, and keeps nothing of it. */
    void letGo() {
        silence();
        endInput();
        output = null;
        input = null;
    }
}
