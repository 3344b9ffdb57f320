package switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import switchboard.testing.server.ServerProcess;

/** Whoever starts the server as root reads that it needs no such rights. */
class StartAsRootIT {
    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({"root, true", "ines, false"})
    void isToldInTheLog(String user, boolean told) {
        try (ServerProcess server = ServerProcess.in(data)
                .with("java.tool.options", "-Duser.name=" + user)
                .start()) {
            server.terminate();
            server.awaitExit();
            assertThat(server.output().contains(" event=runs_as_root")).isEqualTo(told);
        }
    }
}
