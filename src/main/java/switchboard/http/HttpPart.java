package switchboard.http;

import java.util.Objects;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.apache.pekko.stream.stage.OutHandler;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * pekko-http on one connection: a graph of its own between two ports of the stage that holds the socket, run by that
 * stage's actor, so that nothing hops between threads.
 *
 * <p>It ends with that stage, or before by {@link #letGo}, and is garbage from then on. As a part of the stage's own graph
 * it would stay in memory, ended or not, as long as the socket is open.
 *
 * <p>For the thread of the stage only.
 */
final class HttpPart {
    private GraphStageLogic.@Nullable SubSinkInlet<ByteString> from;
    private GraphStageLogic.@Nullable SubSourceOutlet<ByteString> to;

    /** Makes the ports; nothing runs yet. */
    HttpPart(GraphStageLogic stage, InHandler fromHttp, OutHandler toHttp) {
        from = stage.new SubSinkInlet<>("ConnectionGuard.fromHttp");
        to = stage.new SubSourceOutlet<>("ConnectionGuard.toHttp");
        from.setHandler(fromHttp);
        to.setHandler(toHttp);
    }

    /** @param onStage runs a graph by the stage's actor */
    void run(Flow<ByteString, ByteString, NotUsed> http, Materializer onStage) {
        Source.fromGraph(Objects.requireNonNull(to).source())
                .via(http)
                .to(Sink.fromGraph(Objects.requireNonNull(from).sink()))
                .run(onStage);
    }

    /** Whether it asked for more, and did not get it yet. */
    boolean takes() {
        return to != null && to.isAvailable();
    }

    /** Only while it {@link #takes}. */
    void give(ByteString bytes) {
        Objects.requireNonNull(to).push(bytes);
    }

    /** The client says nothing more. */
    void endInput() {
        if (to != null && !to.isClosed()) {
            to.complete();
        }
    }

    /** Whether it says nothing more. */
    boolean hasEnded() {
        return from == null || from.isClosed();
    }

    /** Asks it for what it says next, if it says anything. */
    void ask() {
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
