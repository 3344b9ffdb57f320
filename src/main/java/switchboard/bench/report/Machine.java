package switchboard.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where the figures come from: without it they mean nothing.
 *
 * @param dataFileSystem of the folder that servers get: on a memory file system a commit costs nothing
 */
public record Machine(
        Instant time,
        int cores,
        String cpu,
        String jdk,
        String operatingSystem,
        String dataFileSystem,
        String serverJavaOptions) {

    /** @param dataParent where the servers' data folders are made */
    public static Machine describe(Path dataParent, String serverJavaOptions, Clock clock) {
        return new Machine(
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                Runtime.getRuntime().availableProcessors(),
                cpuModel(),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                fileSystem(dataParent),
                serverJavaOptions);
    }

    private static String cpuModel() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        } catch (IOException noProcHere) {
            // What the machine does not tell is left open.
        }
        return "unknown";
    }

    private static String fileSystem(Path folder) {
        try {
            return Files.getFileStore(folder).type();
        } catch (IOException unreadable) {
            return "unknown";
        }
    }
}
