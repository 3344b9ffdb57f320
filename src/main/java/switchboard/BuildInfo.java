package switchboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What the build wrote into the program. */
final class BuildInfo {
    private static final String FILE = "build.properties";

    private BuildInfo() {}

    /** For example {@code 0.1.0}. */
    static String version() {
        Properties properties = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not in the program");
            }
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
        return properties.getProperty("version");
    }
}
