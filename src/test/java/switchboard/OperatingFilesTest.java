package switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import switchboard.testing.Executables;

/**
 * The files by which others run the server: the unit of systemd, the image, the compose file. {@code .ci/image} runs
 * the image.
 */
class OperatingFilesTest {
    private static final Path UNIT = Path.of("conf", "switchboard.service");
    private static final Path COMPOSE = Path.of("docker-compose.yml");
    private static final Path DOCKERFILE = Path.of("Dockerfile");
    private static final Path OPERATING = Path.of("docs", "operating.md");
    private static final Path JAVA = Path.of("/usr/bin/java");
    /** Ten times what it calls the exposure of a unit; up to here it is "OK". */
    private static final int MOST_EXPOSED = 20;

    @Test
    void systemdUnderstandsTheUnitAndFindsItHardened() throws Exception {
        assumeTrue(Executables.has("systemd-analyze"), "needs systemd-analyze (apt-get install systemd)");
        assumeTrue(Files.isExecutable(JAVA), "the unit starts " + JAVA);

        assertThat(said("systemd-analyze", "verify", UNIT.toString())).isEmpty();
        said("systemd-analyze", "security", "--offline=true", "--threshold=" + MOST_EXPOSED, UNIT.toString());
    }

    @Test
    void theUnitKeepsWhatAJvmNeedsAndNothingForOthers() throws IOException {
        List<String> lines = Files.readAllLines(UNIT);
        // A JVM writes the code that it runs, and reads in /proc how much memory it has.
        assertThat(lines)
                .noneMatch(line -> line.startsWith("MemoryDenyWriteExecute=") || line.startsWith("ProcSubset="));
        assertThat(lines)
                .contains("UMask=0077", "CapabilityBoundingSet=", "ProtectSystem=strict", "StateDirectoryMode=0700");
    }

    /** Whoever reads one of them knows the others. */
    @Test
    void unitComposeFileAndDocumentNameTheSameLimits() throws IOException {
        String unit = Files.readString(UNIT);
        String compose = Files.readString(COMPOSE);
        String operating = Files.readString(OPERATING);
        String memory = only("(?m)^    mem_limit: (\\d+)g$", compose);
        String threads = only("(?m)^    pids_limit: (\\d+)$", compose);
        String files = only("(?m)^        hard: (\\d+)$", compose);
        String seconds = only("(?m)^    stop_grace_period: (\\d+)s$", compose);
        String temporary = only("(?m)^      - (/tmp:\\S+)$", compose);

        assertThat(only("(?m)^MemoryMax=(\\d+)G$", unit)).isEqualTo(memory);
        assertThat(only("(?m)^TasksMax=(\\d+)$", unit)).isEqualTo(threads);
        assertThat(only("(?m)^LimitNOFILE=(\\d+)$", unit)).isEqualTo(files);
        assertThat(only("(?m)^TimeoutStopSec=(\\d+)$", unit)).isEqualTo(seconds);
        assertThat(only("(?s)(docker run -d .*?)```", operating).replaceAll("\\s+", " "))
                .contains(
                        "--memory " + memory + "g ",
                        "--pids-limit " + threads + " ",
                        "--ulimit nofile=" + files + " ",
                        "--stop-timeout " + seconds + " ",
                        "--read-only --tmpfs " + temporary + " ",
                        "--cap-drop ALL",
                        "--security-opt no-new-privileges:true",
                        "--log-opt max-size=" + only("max-size: (\\S+)", compose) + " ",
                        "--log-opt max-file=" + only("max-file: \"(\\d+)\"", compose) + " ");
    }

    @Test
    void theImageRunsAsANumberThatIsNotRoots() throws IOException {
        assertThat(only("(?m)^USER (\\S+)$", Files.readString(DOCKERFILE))).isEqualTo("10001:10001");
    }

    /** What the first group of this holds, which occurs once. */
    private static String only(String regex, String text) {
        List<String> found = Pattern.compile(regex)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).as("%s", regex).hasSize(1);
        return found.get(0);
    }

    private static String said(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
