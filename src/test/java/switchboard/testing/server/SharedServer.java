package switchboard.testing.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import switchboard.testing.client.Api;

/**
 * One server for all tests of a class, each of which makes sessions of its own; no test may leave an error, a warning
 * or an exception in its log.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SharedServer SERVER = SharedServer.with(starting -> starting.withRates(10_000));
 * }</pre>
 */
public final class SharedServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final UnaryOperator<RunningServer.Starting> settings;
    private final List<String> texts = new ArrayList<>();
    private Path data;
    private CleanLog log;
    private RunningServer running;

    private SharedServer(UnaryOperator<RunningServer.Starting> settings) {
        this.settings = settings;
    }

    public static SharedServer withDefaults() {
        return new SharedServer(starting -> starting);
    }

    public static SharedServer with(UnaryOperator<RunningServer.Starting> settings) {
        return new SharedServer(settings);
    }

    /** Lines of the log that hold this text are what a test of the class provokes. */
    public SharedServer provokes(String text) {
        texts.add(text);
        return this;
    }

    public RunningServer get() {
        return running;
    }

    public Api api() {
        return running.api();
    }

    /** A new session, and whoever joins it. */
    public TestSession room(String... students) {
        return TestSession.of(running, students);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        data = Files.createTempDirectory("switchboard");
        log = CleanLog.butFor(texts);
        running = settings.apply(RunningServer.in(data)).start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        log.check();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try {
            if (running != null) {
                running.stop();
            }
            log.check();
        } finally {
            log.close();
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
