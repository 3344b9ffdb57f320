package switchboard.testing.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import switchboard.logging.LogText;

/**
 * No log holds a token, a secret or a join code. JUnit registers this by itself, so it hears what all servers of the
 * run log, whatever is tested: the class that ends next fails, and shows the lines.
 */
public final class SecretsInLogs implements BeforeAllCallback, AfterAllCallback {
    private static final Pattern SECRET = Pattern.compile(
            // A JSON Web Token,
            "\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\."
                    // 256 bits in base64url,
                    + "|(?<![\\w-])(?=[\\w-]*[a-z])(?=[\\w-]*[A-Z])(?=[\\w-]*\\d)[\\w-]{43}(?![\\w-])"
                    // and a code as it is shown; one hash function looks like it.
                    + "|(?<![\\w-])(?!SHA-256)[2-9A-HJKMNP-TV-Z]{3}-[2-9A-HJKMNP-TV-Z]{3}(?![\\w-])");

    /** What was heard and no class has failed for yet. */
    private static final ConcurrentLinkedQueue<String> FOUND = new ConcurrentLinkedQueue<>();

    /** Listens from the first class to the last one. */
    private static final class Listening implements AutoCloseable {
        private final LogTap tap = new LogTap(SecretsInLogs::heard);

        @Override
        public void close() {
            tap.close();
            check();
        }
    }

    private static void heard(ILoggingEvent event) {
        look(LogText.of(event));
    }

    /** Looks at lines that were logged elsewhere, such as those of a server in a process of its own. */
    static void look(String lines) {
        for (String line : lines.split("\n")) {
            if (holdOne(line)) {
                FOUND.add(line);
            }
        }
    }

    static boolean holdOne(String line) {
        return SECRET.matcher(line).find();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SecretsInLogs.class))
                .computeIfAbsent(Listening.class);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    private static void check() {
        List<String> found = new ArrayList<>();
        for (String line = FOUND.poll(); line != null; line = FOUND.poll()) {
            found.add(line);
        }
        assertThat(found)
                .as("lines of a log that hold a token, a secret or a code")
                .isEmpty();
    }
}
