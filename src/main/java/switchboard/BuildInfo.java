package switchboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * What the build wrote into the program.
 *
 * @param version for example {@code 0.2.0}
 * @param commit of the source that it was built of, with {@code -dirty} behind it where files were changed since; empty
 *     where the build had no repository and was not told
 */
public record BuildInfo(String version, Optional<String> commit) {
    private static final String FILE = "build.properties";
    private static final String UNKNOWN = "unknown";

    /** Of this program. */
    public static BuildInfo read() {
        Properties properties = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in the program");
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
        return of(properties);
    }

    static BuildInfo of(Properties properties) {
        String commit = properties.getProperty("commit", UNKNOWN);
        return new BuildInfo(
                properties.getProperty("version"),
                commit.isEmpty() || commit.equals(UNKNOWN) ? Optional.empty() : Optional.of(commit));
    }

    /** In a line: {@code 0.2.0 (commit 1f0e…)}. */
    public String text() {
        return version + commit.map(id -> " (commit " + id + ")").orElse("");
    }
}
