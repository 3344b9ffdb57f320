package switchboard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * What is refused, and which flags are written. That Java takes the archive is tried by {@code .ci/run}, with the jar.
 */
class StartupArchiveTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"classes", "a.jar:b.jar", "missing.jar"})
    void refusesToServeAnythingButOneJar(String classPath) {
        assertThat(run(new StartupArchive(classPath, 17))).isEqualTo(2);
        assertThat(err.toString()).contains("java -jar FILE.jar startup-archive");
    }

    @Test
    void refusesAFolderThatIsNotThere() throws Exception {
        Path jar = Files.createFile(folder.resolve("switchboard.jar"));

        assertThat(run(new StartupArchive(jar.toString(), 17), "--folder=" + folder.resolve("none")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--folder: " + folder.resolve("none"));
    }

    @Test
    void writesTheFlagsThatTheJavaKnows() {
        StartupArchive of17 = new StartupArchive("switchboard.jar", 17);
        StartupArchive of25 = new StartupArchive("switchboard.jar", 25);

        assertThat(flags(of17, folder.resolve("with blank.jsa")))
                .containsExactly("\"-XX:SharedArchiveFile=" + folder + "/with blank.jsa\"");
        assertThat(flags(of25, Path.of("C:\\sb\\startup.aot")))
                .containsExactly(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "\"-XX:AOTCache=C:\\\\sb\\\\startup.aot\"");
    }

    private static List<String> flags(StartupArchive command, Path archive) {
        return command.flagsToUse(archive).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    private int run(StartupArchive command, String... arguments) {
        return new CommandLine(command).setErr(new PrintWriter(err, true)).execute(arguments);
    }
}
