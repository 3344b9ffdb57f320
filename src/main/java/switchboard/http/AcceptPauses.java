package switchboard.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.event.Logging;
import org.apache.pekko.io.TcpMessage;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.runtime.BoxedUnit;
import switchboard.telemetry.LogEvents;
import switchboard.telemetry.LogFields;

/**
 * Pauses the listening socket where the operating system gives no more connections, for example because the process has
 * no descriptor left. Pekko alone would try again at once and for ever, which takes a whole core, and would log it
 * without the name of an event. This stage stands behind the listening socket and passes on what that accepts.
 *
 * <p>Pekko tells of the failure by its event stream alone. Its listener is told by {@code ResumeAccepting(n)} how many
 * connections it may accept: first none; then, once there are descriptors, the one for which this stage has asked and
 * which it did not get. During the pause the rest of the server may use the {@link SpareFiles}.
 */
final class AcceptPauses extends GraphStage<FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection>> {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptPauses.class);

    /** Pekko's own class, which is private to Pekko. */
    private static final String LISTENER = "org.apache.pekko.io.TcpListener";

    /** Long beside an attempt, short beside what a client waits for. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final Inlet<Tcp.IncomingConnection> in = Inlet.create("AcceptPauses.in");
    private final Outlet<Tcp.IncomingConnection> out = Outlet.create("AcceptPauses.out");
    private final FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection> shape = FlowShape.of(in, out);

    private final ActorSystem system;
    private final int maxConnections;
    private final LongSupplier ticker;

    /** @param ticker monotonic, in nanoseconds */
    AcceptPauses(ActorSystem system, int maxConnections, LongSupplier ticker) {
        this.system = system;
        this.maxConnections = maxConnections;
        this.ticker = ticker;
    }

    @Override
    public FlowShape<Tcp.IncomingConnection, Tcp.IncomingConnection> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private final SpareFiles spare = new SpareFiles();
        private boolean paused;
        private boolean warned;
        private long warnedAt;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    push(out, grab(in));
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    if (!paused) {
                        pull(in);
                    }
                }
            });
        }

        @Override
        public void preStart() {
            spare.take();
            ActorRef self = getStageActor(received -> {
                        if (received._2() instanceof Logging.Error error
                                && error.logClass().getName().equals(LISTENER)) {
                            onFailure(error);
                        }
                        return BoxedUnit.UNIT;
                    })
                    .ref();
            system.eventStream().subscribe(self, Logging.Error.class);
        }

        private void onFailure(Logging.Error error) {
            String listener = error.logSource();
            system.actorSelection(listener).tell(TcpMessage.resumeAccepting(0), ActorRef.noSender());
            spare.giveBack();
            if (!paused) {
                // Several attempts may have failed by now; the pause begins with the first that is heard of.
                paused = true;
                scheduleOnce(listener, PAUSE);
            }
            long now = ticker.getAsLong();
            if (!warned || now - warnedAt >= BETWEEN_WARNINGS.toNanos()) {
                warned = true;
                warnedAt = now;
                warn(String.valueOf(error.cause().getMessage()));
            }
        }

        @Override
        public void onTimer(Object listener) {
            if (!spare.take()) {
                scheduleOnce(listener, PAUSE);
                return;
            }
            paused = false;
            if (hasBeenPulled(in)) {
                system.actorSelection((String) listener).tell(TcpMessage.resumeAccepting(1), ActorRef.noSender());
            } else if (isAvailable(out)) {
                // The listener got one before it heard of the pause.
                pull(in);
            }
        }

        @Override
        public void postStop() {
            spare.giveBack();
        }

        private void warn(String cause) {
            LOG.atWarn()
                    .addKeyValue(LogFields.EVENT, LogEvents.CONNECTIONS_NOT_ACCEPTED)
                    .log(
                            "new connections cannot be accepted ({}): they wait, those that are open go on. This process may"
                                    + " open {} files: have it more than switchboard.http.max-connections ({}) and two hundred,"
                                    + " by ulimit -n, LimitNOFILE of systemd or ulimits of the container, or lower that setting",
                            cause,
                            openFilesLimit(),
                            maxConnections);
        }
    }

    /** In words where this system does not tell. */
    private static String openFilesLimit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? Long.toString(unix.getMaxFileDescriptorCount())
                : "a limited number of";
    }
}
