package switchboard.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import switchboard.bench.client.BenchFailure;

/**
 * What a process of this machine has used: CPU as the system counts it (user and system time of all threads, in steps
 * of 10 ms on Linux), memory and limits from {@code /proc}.
 */
public final class ProcessUsage {
    private static final long COLLECT_SECONDS = 30;

    private final ProcessHandle process;
    private final Path proc;

    public ProcessUsage(ProcessHandle process) {
        this.process = process;
        proc = Path.of("/proc", Long.toString(process.pid()));
    }

    static ProcessUsage ofThisProcess() {
        return new ProcessUsage(ProcessHandle.current());
    }

    long pid() {
        return process.pid();
    }

    /** Since the process started. */
    Duration cpuTime() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new BenchFailure("process " + pid() + " has ended, or its CPU time is hidden"));
    }

    /** Resident memory in bytes; empty where the system does not say. */
    public OptionalLong residentBytes() {
        return find("status", "VmRSS:", line -> 1024 * Long.parseLong(line.split("\\s+")[1]));
    }

    /** How many files and sockets it may have open; empty where the system does not say. */
    OptionalLong openFilesLimit() {
        return find("limits", "Max open files", line -> {
            String soft = line.substring("Max open files".length()).strip().split("\\s+")[0];
            return soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft);
        });
    }

    private OptionalLong find(String file, String linePrefix, Function<String, Long> value) {
        try {
            for (String line : Files.readAllLines(proc.resolve(file))) {
                if (line.startsWith(linePrefix)) {
                    return OptionalLong.of(value.apply(line));
                }
            }
            return OptionalLong.empty();
        } catch (IOException noProcHere) {
            return OptionalLong.empty();
        }
    }

    /**
     * Has a JVM collect its garbage, by {@code jcmd} of the JDK that runs this program.
     *
     * @return false where that is not possible: no JDK, another user's process, no JVM
     */
    public boolean collectGarbage() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        if (!Files.isExecutable(jcmd)) {
            return false;
        }
        try {
            Process collect = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!collect.waitFor(COLLECT_SECONDS, TimeUnit.SECONDS)) {
                collect.destroyForcibly();
                return false;
            }
            return collect.exitValue() == 0;
        } catch (IOException notStarted) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
