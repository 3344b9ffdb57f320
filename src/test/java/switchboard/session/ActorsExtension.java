package switchboard.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import switchboard.testing.TestTicker;

/** An actor system whose timers a test moves by hand. A message that nobody handled fails the test in which it came. */
public final class ActorsExtension implements AfterEachCallback, AfterAllCallback {
    private final ActorTestKit kit =
            ActorTestKit.create(ManualTime.config().withFallback(ConfigFactory.parseString("""
                    pekko.actor.testkit.typed.single-expect-default = 20s
                    pekko.actor.testkit.typed.throw-on-shutdown-timeout = off
                    """)));
    private final ManualTime time = ManualTime.get(kit.system());
    private final TestTicker ticker = new TestTicker();
    private final List<UnhandledMessage> unhandled = new CopyOnWriteArrayList<>();

    public ActorsExtension() {
        Behavior<UnhandledMessage> listener = Behaviors.receiveMessage(message -> {
            unhandled.add(message);
            return Behaviors.same();
        });
        Adapter.toClassic(kit.system())
                .getEventStream()
                .subscribe(Adapter.toClassic(kit.spawn(listener)), UnhandledMessage.class);
    }

    public ActorTestKit kit() {
        return kit;
    }

    public TestTicker ticker() {
        return ticker;
    }

    public <M> TestProbe<M> probe(Class<M> messages) {
        return kit.createTestProbe(messages);
    }

    /** Moves the timers and the monotonic clock together. */
    public void pass(Duration duration) {
        ticker.advance(duration);
        time.timePasses(duration);
    }

    /** Moves the timers alone: so it is for them when the process has stood still. */
    public void standStill(Duration duration) {
        time.timePasses(duration);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(unhandled).as("unhandled messages").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kit.shutdownTestKit();
    }
}
