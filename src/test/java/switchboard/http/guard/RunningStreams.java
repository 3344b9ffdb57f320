package switchboard.http.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.snapshot.MaterializerState;
import org.apache.pekko.stream.snapshot.StreamSnapshot;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import switchboard.http.ServedApi;

/** What the server's actor system runs: streams, each of them an actor, and the graphs that these consist of. */
record RunningStreams(int streams, int graphs) {
    static RunningStreams in(ServedApi api) {
        List<StreamSnapshot> streams = CollectionConverters.asJava(
                FutureConverters.asJava(MaterializerState.streamSnapshots(Adapter.toClassic(api.kit.system())))
                        .toCompletableFuture()
                        .join());
        return new RunningStreams(
                streams.size(),
                streams.stream()
                        .mapToInt(stream -> stream.activeInterpreters().size())
                        .sum());
    }

    RunningStreams and(int moreStreams, int moreGraphs) {
        return new RunningStreams(streams + moreStreams, graphs + moreGraphs);
    }

    void await(ServedApi api) {
        api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(RunningStreams.in(api)).isEqualTo(this);
            return true;
        });
    }

    /** Each connection is a stream, and the listening socket is one. */
    static void awaitNoConnections(ServedApi api) {
        api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(RunningStreams.in(api).streams()).isEqualTo(1);
            return true;
        });
    }
}
