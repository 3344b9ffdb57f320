package switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.impl.driver.Driver;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Node.js for the tests of JavaScript. */
public final class NodeJs {
    /** The first that has what the tests need; Debian 12 has an older one, and is given Playwright's. */
    private static final int LEAST = 20;

    private static final long PATIENCE_MINUTES = 4;

    private NodeJs() {}

    /** What a program has said, on both of its outputs, and how it has ended. */
    public record Ended(int exitValue, String said) {}

    /** The machine's, or the one that Playwright runs on. */
    public static String executable() throws InterruptedException {
        return versionOnPath() >= LEAST
                ? "node"
                : Driver.ensureDriverInstalled(Map.of(), false)
                        .driverDir()
                        .resolve("node")
                        .toString();
    }

    /**
     * Runs it in a folder, up to its end.
     *
     * @param environment what it has besides
     */
    public static Ended run(Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return run(
                folder,
                environment,
                Stream.concat(Stream.of(executable()), Stream.of(arguments)).toList());
    }

    /** The same for a program that comes with Node.js, such as npm. */
    public static Ended run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        File output = File.createTempFile("node", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            String said = Files.readString(output.toPath());
            assertThat(ended).as("%s ended in time:\n%s", command, said).isTrue();
            return new Ended(process.exitValue(), said);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            output.delete();
        }
    }

    /** 0 where there is none. */
    private static int versionOnPath() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("node", "--version").start();
            String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return Integer.parseInt(
                    version.replaceFirst("^v", "").replaceFirst("\\..*", "").trim());
        } catch (IOException noNode) {
            return 0;
        }
    }
}
