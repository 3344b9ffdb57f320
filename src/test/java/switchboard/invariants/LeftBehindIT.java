package switchboard.invariants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.server.ServerProcess;

/** I5: what a server that is killed leaves behind does not grow with each time. */
class LeftBehindIT {
    @TempDir
    private Path data;

    @TempDir
    private Path temporary;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void i5AServerThatIsKilledLeavesItsDataAndNothingElse() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (ServerProcess server = ServerProcess.in(data)
                    .with("java.tool.options", "-XX:-UsePerfData -Djava.io.tmpdir=" + temporary)
                    .start()) {
                server.api().createdSession("Algebra", "ines", List.of("ana"));
                server.kill();
            }
            assertThat(names(data))
                    .containsExactly(
                            "switchboard.db",
                            "switchboard.db-shm",
                            "switchboard.db-wal",
                            "switchboard.lock",
                            "switchboard.port");
            assertThat(names(temporary)).isEmpty();
        }
    }
}
