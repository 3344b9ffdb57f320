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

/** How many streams the server's actor system runs: each is pekko-http on one connection, or a body. */
record RunningStreams(int streams) {
    static RunningStreams in(ServedApi api) {
        List<StreamSnapshot> streams = CollectionConverters.asJava(
                FutureConverters.asJava(MaterializerState.streamSnapshots(Adapter.toClassic(api.kit.system())))
                        .toCompletableFuture()
                        .join());
        return new RunningStreams(streams.size());
    }

    RunningStreams and(int more) {
        return new RunningStreams(streams + more);
    }

    void await(ServedApi api) {
        api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(RunningStreams.in(api)).isEqualTo(this);
            return true;
        });
    }

    static void awaitNoConnections(ServedApi api) {
        api.hub.awaitAssert(Duration.ofSeconds(10), () -> {
            assertThat(api.server.openSockets()).isZero();
            return true;
        });
    }
}
