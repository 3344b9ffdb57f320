package switchboard.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/** The flags of the JVM that this program runs on. */
final class JavaOptions {
    /**
     * What a second process must not have: the log, which both would write over each other, and archives of the start,
     * which serve a JVM with the very same flags.
     */
    private static final List<String> NOT_FOR_OTHERS =
            List.of("-Xlog", "-XX:SharedArchiveFile=", "-XX:ArchiveClassesAtExit=", "-XX:AOTCache");

    private JavaOptions() {}

    /** Its {@code -X} flags, for a server that is to run as this program does. */
    static List<String> ofThisProcess() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-X"))
                .filter(option -> NOT_FOR_OTHERS.stream().noneMatch(option::startsWith))
                .toList();
    }

    /** As they stand on a command line, separated by blanks. */
    static List<String> split(String options) {
        return Stream.of(options.split("\\s+"))
                .filter(option -> !option.isEmpty())
                .toList();
    }
}
