package switchboard.http.guard;

import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;
import switchboard.http.policy.HttpSettings;
import switchboard.http.policy.ResponseHeaders;
import switchboard.net.channels.ChannelWriter;

/** The stream stage that serves one connection by a {@link ConnectionGuard}. To be run once. */
public final class GuardStage extends GraphStage<FlowShape<ByteString, ByteString>> {
    private final FlowShape<ByteString, ByteString> shape =
            FlowShape.of(Inlet.create("ConnectionGuard.in"), Outlet.create("ConnectionGuard.out"));

    private final HttpSettings settings;
    private final ResponseHeaders headers;
    private final Function<Exchange, Flow<ByteString, ByteString, NotUsed>> http;
    private final Exchange exchange;
    private final ChannelWriter channel;
    private final LongSupplier ticker;

    /**
     * @param headers of the refusals that the guard writes itself
     * @param http makes what runs pekko-http on the connection, and has it answer each request; called once at most
     * @param channel writes the socket; the stream only reads it, and ends it
     * @param ticker monotonic, in nanoseconds
     */
    public GuardStage(
            HttpSettings settings,
            ResponseHeaders headers,
            Function<Exchange, Flow<ByteString, ByteString, NotUsed>> http,
            Exchange exchange,
            ChannelWriter channel,
            LongSupplier ticker) {
        this.settings = settings;
        this.headers = headers;
        this.http = http;
        this.exchange = exchange;
        this.channel = channel;
        this.ticker = ticker;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new ConnectionGuard(shape, settings, headers, () -> http.apply(exchange), exchange, channel, ticker);
    }
}
