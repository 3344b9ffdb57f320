package peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import peers.client.Failure;

/** What a process and its children have used, from {@code /proc}: Linux only. */
final class Usage {
    private static final long MICROS_PER_TICK = 10_000;
    private static final int USER_TIME = 11;
    private static final int TIMES = 4;

    private final ProcessHandle process;

    Usage(ProcessHandle process) {
        this.process = process;
    }

    /** User and system time since the start, of children that have ended, too; in steps of 10 ms. */
    long cpuMicros() {
        return tree().stream().mapToLong(Usage::ticks).sum() * MICROS_PER_TICK;
    }

    long residentBytes() {
        return tree().stream().mapToLong(Usage::resident).sum();
    }

    private List<Long> tree() {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static long ticks(long pid) {
        String stat = read(pid, "stat");
        String[] behindTheName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Stream.of(behindTheName)
                .skip(USER_TIME)
                .limit(TIMES)
                .mapToLong(Long::parseLong)
                .sum();
    }

    private static long resident(long pid) {
        return read(pid, "status")
                .lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new Failure("process " + pid + " has ended", e);
        }
    }
}
