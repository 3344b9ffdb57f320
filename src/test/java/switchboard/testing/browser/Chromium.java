package switchboard.testing.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.BrowserType.LaunchPersistentContextOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The machine's Chromium for the tests of a class, which are skipped where there is none. A test fails if one of its
 * pages has an error that it did not expect. Belongs to the thread of the class, as all that Playwright makes; the
 * classes that a thread runs one after the other have the same browser, and each test profiles of its own.
 */
public final class Chromium implements BeforeAllCallback, AfterEachCallback {
    /** The first draws no window around its pages, which takes a third of the time. */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");

    private static final List<String> ARGUMENTS = List.of(
            // Builds run as root, whom its sandbox refuses; all pages are ours.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final double PATIENCE_MS = 20_000;

    private final List<BrowserContext> profiles = new ArrayList<>();
    private final PageErrors errors = new PageErrors();
    private Started started;

    /** A browser, and what drives it. */
    private record Started(Playwright playwright, Browser browser) {
        static Started now(Path executable) {
            Playwright playwright =
                    Playwright.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            LaunchOptions options =
                    new LaunchOptions().setExecutablePath(executable).setArgs(ARGUMENTS);
            return new Started(playwright, playwright.chromium().launch(options));
        }
    }

    /** Those of all threads, until the last test has ended. */
    private static final class OfThreads implements AutoCloseable {
        private final Map<Thread, Started> started = new ConcurrentHashMap<>();

        Started ofThisThread(Path executable) {
            return started.computeIfAbsent(Thread.currentThread(), first -> Started.now(executable));
        }

        @Override
        public void close() {
            started.values().forEach(one -> one.playwright().close());
        }
    }

    /** A browser that nobody has used before, with storage of its own until the end of the test. */
    public BrowserContext profile() {
        return prepared(started.browser().newContext(still()));
    }

    /** As {@link #profile()}, of somebody who reads another language. */
    public BrowserContext profile(String language) {
        return prepared(started.browser().newContext(still().setLocale(language)));
    }

    /** What moves is drawn again and again, on cores that others need. */
    private static Browser.NewContextOptions still() {
        return new Browser.NewContextOptions().setReducedMotion(ReducedMotion.REDUCE);
    }

    /** A browser that keeps its storage in this folder, for the next one that is opened there. */
    public BrowserContext profile(Path folder) {
        return prepared(started.playwright()
                .chromium()
                .launchPersistentContext(
                        folder,
                        new LaunchPersistentContextOptions()
                                .setExecutablePath(executable().orElseThrow())
                                .setArgs(ARGUMENTS)));
    }

    /** What pages of the current test may complain of. */
    public PageErrors errors() {
        return errors;
    }

    private BrowserContext prepared(BrowserContext profile) {
        profile.setDefaultTimeout(PATIENCE_MS);
        // A page that we put in place of the server's has no address of its own, so it counts as one from far away.
        profile.grantPermissions(List.of("local-network-access"));
        errors.listenTo(profile);
        profiles.add(profile);
        return profile;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<Path> executable = executable();
        assumeTrue(
                executable.isPresent(),
                "needs Chromium on the path (apt-get install chromium-headless-shell), or the property switchboard.chromium that names one");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        started = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Chromium.class))
                .computeIfAbsent(OfThreads.class)
                .ofThisThread(executable.get());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            profiles.forEach(BrowserContext::close);
            errors.check();
        } finally {
            profiles.clear();
            errors.clear();
        }
    }

    private static Optional<Path> executable() {
        String named = System.getProperty("switchboard.chromium");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        List<Path> folders = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return NAMES.stream()
                .flatMap(name -> folders.stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
