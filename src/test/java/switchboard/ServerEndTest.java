package switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import switchboard.testing.server.RunningServer;

class ServerEndTest {

    /** It was removed after the database was let go, and so once was the file of the next server. */
    @Test
    void thePortFileIsThereWhileItRunsAndGoneOnceItHasStopped(@TempDir Path data) throws IOException {
        Path portFile = data.resolve(Server.PORT_FILE);
        for (int i = 0; i < 3; i++) {
            RunningServer server = RunningServer.in(data).start();
            assertThat(Files.readString(portFile).trim()).isEqualTo(String.valueOf(server.port()));
            server.stop();
            assertThat(portFile).doesNotExist();
        }
    }
}
